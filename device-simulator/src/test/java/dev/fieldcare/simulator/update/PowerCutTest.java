package dev.fieldcare.simulator.update;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import dev.fieldcare.simulator.update.boot.BootState;
import dev.fieldcare.simulator.update.boot.Bootloader;
import dev.fieldcare.simulator.update.boot.DeviceStore;
import dev.fieldcare.simulator.update.boot.Outcome;
import dev.fieldcare.simulator.update.boot.SelfTest;
import dev.fieldcare.simulator.update.boot.Slot;
import dev.fieldcare.simulator.update.disk.Durable;
import dev.fieldcare.simulator.update.disk.FragileDisk;
import dev.fieldcare.simulator.update.trust.FullVerification.Route;
import dev.fieldcare.simulator.update.trust.Vendor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** The power goes at any byte of an update, again and again. */
class PowerCutTest {
  private static final int CUTS = 1_000;
  private static final String UNWELL = "fieldcare-self-test: fail";
  private static final Clock CLOCK = Clock.fixed(Vendor.NOW, ZoneOffset.UTC);
  private static final DeviceStore.Who WHO =
      new DeviceStore.Who(Vendor.DEVICE, Vendor.MODEL, "B", "2.1");

  /** An image in the field, another that is released, and both repositories saying so. */
  private static final class Release {
    private final Vendor vendor = new Vendor();
    private final byte[] former;
    private final byte[] next;

    /**
     * @param complaint what the new image says of itself; empty if it is well
     */
    Release(RandomGenerator random, boolean patched, String complaint) {
      former = new byte[random.nextInt(3_000, 20_000)];
      random.nextBytes(former);
      next = new byte[random.nextInt(3_000, 20_000)];
      random.nextBytes(next);
      byte[] told = complaint.getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(told, 0, next, 0, told.length);
      vendor.release("1.5.0", 7, next);
      vendor.assign(Vendor.DEVICE, "1.5.0", "123");
      if (patched) {
        vendor.delta("1.5.0", 7, former, next, Zstd.compressUsingDict(next, former, 3));
      }
      vendor.write();
    }
  }

  /** A device that runs the former image and is to run the next. */
  private static final class Bench {
    private final FragileDisk disk;
    private final Vendor vendor;
    private final byte[] next;
    private final Set<String> signed;
    private final DeviceStore store;
    private final Bootloader bootloader;

    Bench(RandomGenerator random, Release release) throws IOException {
      disk = new FragileDisk(random);
      vendor = release.vendor;
      next = release.next;
      signed = Set.of(Hash.hex(release.former), Hash.hex(release.next));
      store = new DeviceStore(disk);
      store.provision(WHO, release.former, "1.4.0", 6, vendor.shipped());
      bootloader = new Bootloader(store, SelfTest.BY_CONTENT, CLOCK);
    }

    private Preparation prepare() throws IOException {
      return new Updater(store, bootloader, CLOCK, 1_000, 2_500)
          .prepare(
              new Offer(
                  Route.ONLINE, vendor.director.source(), vendor.image.source(), this::open, null),
              (state, progress) -> {});
    }

    private ImageSource.Content open(String file, long from, String validator) {
      byte[] all = Objects.requireNonNull(vendor.targets.get(file));
      int at = (int) Math.min(from, all.length);
      return new ImageSource.Content(
          new ByteArrayInputStream(all, at, all.length - at), at, "\"" + file + "\"");
    }

    /** Power on: what runs is signed, whole, and in the slot that was chosen. */
    private void bootsSomethingSigned() throws IOException {
      Bootloader.Running running = bootloader.boot();
      byte[] bytes = Durable.read(disk, running.slot().file()).orElseThrow();
      assertTrue(signed.contains(Hash.hex(bytes)), "runs what nobody signed");
      assertEquals(running.image().sha256(), Hash.hex(bytes));
    }

    /** One life: boot, update, reboot into it. */
    private void live() throws IOException {
      bootsSomethingSigned();
      if (store.boot().last() == null && prepare() instanceof Preparation.Ready) {
        bootsSomethingSigned();
      }
    }

    private boolean isOver() throws IOException {
      return store.boot().last() != null;
    }
  }

  @Test
  void a_thousand_random_power_cuts_brick_no_device_and_nothing_unsigned_ever_runs()
      throws IOException {
    long seed = Long.getLong("powercut.seed", new Random().nextLong());
    System.out.println("PowerCutTest seed " + seed + " (-Dpowercut.seed=… repeats it)");
    RandomGenerator random = new Random(seed);
    var releases = new ArrayList<Release>();
    for (int i = 0; i < 8; i++) {
      releases.add(new Release(random, i % 2 == 0, i % 4 < 3 ? "" : UNWELL));
    }
    int cuts = 0;
    int updates = 0;
    while (cuts < CUTS) {
      int which = random.nextInt(releases.size());
      var bench = new Bench(random, releases.get(which));
      int peace = cuts + 10; // then it is left in peace
      while (!bench.isOver()) {
        // short lives and long ones alike
        long life = (long) Math.exp(random.nextDouble(0, Math.log(40_000)));
        bench.disk.cutAfter(cuts < peace ? life : Long.MAX_VALUE);
        try {
          bench.live();
        } catch (FragileDisk.PowerCut e) {
          cuts++;
          bench.disk.powerOn();
        }
      }
      requireRightEnd(bench, which % 4 == 3);
      updates++;
    }
    System.out.println("PowerCutTest: " + cuts + " cuts in " + updates + " updates");
  }

  private static void requireRightEnd(Bench bench, boolean fails) throws IOException {
    bench.disk.powerOn();
    bench.bootsSomethingSigned();
    BootState state = bench.store.boot();
    Outcome last = Objects.requireNonNull(state.last());
    assertEquals(
        fails ? Outcome.Result.ROLLED_BACK : Outcome.Result.CONFIRMED,
        last.result(),
        last.detail());
    assertEquals(fails ? "1.4.0" : "1.5.0", state.image().release());
    assertEquals(fails ? 6 : 7, state.counter());
    assertEquals("123", last.origin().action());
  }

  @Test
  void a_cut_anywhere_along_one_update_is_survived() throws IOException {
    var release = new Release(new Random(1), false, "");
    var whole = new Bench(new Random(1), release);
    whole.disk.cutAfter(Long.MAX_VALUE);
    whole.live();
    long steps = whole.disk.spent();
    int tried = 0;
    // a prime apart, so that neither calls nor bytes are always missed
    for (long at = 1; at < steps; at += 401) {
      var bench = new Bench(new Random(1), release);
      bench.disk.cutAfter(at);
      try {
        bench.live();
      } catch (FragileDisk.PowerCut e) {
        tried++;
        bench.disk.powerOn();
      }
      bench.live();
      assertTrue(bench.isOver(), "cut after " + at);
      requireRightEnd(bench, false);
    }
    assertTrue(tried > 20, "cut " + tried + " times in " + steps + " steps");
  }

  @Test
  void an_interrupted_download_goes_on_where_it_was_noted_down() throws IOException {
    var bench = new Bench(new Random(2), new Release(new Random(2), false, ""));
    var asked = new ArrayList<Long>();
    ImageSource cutting =
        (file, from, validator) -> {
          asked.add(from);
          return bench.open(file, from, validator);
        };
    var writer = new SlotWriter(bench.disk, Slot.B, 500, 1_000, share -> {});
    bench.disk.cutAfter(2_900);
    String file = bench.vendor.targets.keySet().iterator().next();
    assertThrows(
        FragileDisk.PowerCut.class,
        () -> writer.write(cutting, file, bench.next.length, Hash.hex(bench.next)));
    bench.disk.powerOn();
    writer.write(cutting, file, bench.next.length, Hash.hex(bench.next));
    assertEquals(List.of(0L, 2_000L), asked);
  }
}

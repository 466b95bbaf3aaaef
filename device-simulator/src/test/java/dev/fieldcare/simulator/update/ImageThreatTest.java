package dev.fieldcare.simulator.update;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import dev.fieldcare.simulator.Failure;
import dev.fieldcare.simulator.update.boot.Bootloader;
import dev.fieldcare.simulator.update.boot.DeviceStore;
import dev.fieldcare.simulator.update.boot.Outcome;
import dev.fieldcare.simulator.update.boot.SelfTest;
import dev.fieldcare.simulator.update.disk.Disk;
import dev.fieldcare.simulator.update.disk.FragileDisk;
import dev.fieldcare.simulator.update.trust.FullVerification.Route;
import dev.fieldcare.simulator.update.trust.Rule;
import dev.fieldcare.simulator.update.trust.Vendor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The threats of RFC 9124 to the bytes of an image and to the slots they lie in. */
class ImageThreatTest {
  private static final Clock CLOCK = Clock.fixed(Vendor.NOW, ZoneOffset.UTC);

  private final Vendor vendor = new Vendor();
  private final byte[] former = bytes(1, 50_000);
  private final byte[] next = successor();
  private final Disk disk = new FragileDisk(new Random(3));
  private final DeviceStore store = new DeviceStore(disk);
  private final List<String> fetched = new ArrayList<>();
  private SelfTest selfTest = (slots, running) -> Optional.empty();

  ImageThreatTest() throws IOException {
    store.provision(
        new DeviceStore.Who(Vendor.DEVICE, Vendor.MODEL, "B", "2.1"),
        former,
        "1.4.0",
        6,
        vendor.shipped());
    vendor.release("1.5.0", 7, next);
    vendor.assign(Vendor.DEVICE, "1.5.0", "123");
    vendor.write();
  }

  private static byte[] bytes(long seed, int length) {
    var bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** The former image with ten thousand bytes behind it. */
  private byte[] successor() {
    byte[] both = Arrays.copyOf(former, 60_000);
    System.arraycopy(bytes(2, 10_000), 0, both, 50_000, 10_000);
    return both;
  }

  private Bootloader bootloader() {
    return new Bootloader(store, selfTest, CLOCK);
  }

  private ImageSource.Content honest(String file, long from, String validator) {
    fetched.add(file);
    byte[] all = Objects.requireNonNull(vendor.targets.get(file));
    return new ImageSource.Content(
        new ByteArrayInputStream(all, (int) from, all.length - (int) from), from, "");
  }

  private Preparation prepare(ImageSource images) throws IOException {
    return new Updater(store, bootloader(), CLOCK)
        .prepare(
            new Offer(Route.ONLINE, vendor.director.source(), vendor.image.source(), images, null),
            (state, progress) -> {});
  }

  private void refuses(Rule rule, ImageSource images) throws IOException {
    Preparation.Refused refused = assertInstanceOf(Preparation.Refused.class, prepare(images));
    assertEquals(rule, refused.refusal().rule(), refused.refusal().detail());
    assertEquals("123", refused.action());
    assertEquals("1.4.0", bootloader().boot().image().release());
  }

  @Test
  void what_is_only_fetched_boots_once_it_is_asked_for_and_not_before() throws IOException {
    Preparation only =
        new Updater(store, bootloader(), CLOCK)
            .fetch(
                new Offer(
                    Route.ONLINE,
                    vendor.director.source(),
                    vendor.image.source(),
                    this::honest,
                    null),
                (state, progress) -> {});
    assertInstanceOf(Preparation.Fetched.class, only);
    assertEquals("1.4.0", bootloader().boot().image().release());

    assertInstanceOf(Preparation.Ready.class, prepare(this::honest));
    assertEquals("1.5.0", bootloader().boot().image().release());
  }

  @Test
  void a_device_runs_what_it_was_given_after_the_boot_and_not_before() throws IOException {
    assertInstanceOf(Preparation.Ready.class, prepare(this::honest));
    assertEquals("1.4.0", store.boot().image().release());
    assertEquals("1.5.0", bootloader().boot().image().release());
    assertEquals(7, store.boot().counter());
  }

  @Test
  void THREAT_NET_ONPATH_other_bytes_than_those_signed_are_refused() throws IOException {
    byte[] evil = next.clone();
    evil[12_345] ^= 1;
    refuses(Rule.HASH, (file, from, validator) -> content(evil));
  }

  @Test
  void TUF_ENDLESS_DATA_an_image_without_end_is_given_up_at_its_length() throws IOException {
    InputStream endless =
        new SequenceInputStream(
            new ByteArrayInputStream(next),
            new InputStream() {
              @Override
              public int read() {
                return 0;
              }
            });
    refuses(Rule.ENDLESS, (file, from, validator) -> new ImageSource.Content(endless, 0, ""));
  }

  @Test
  void TUF_WRONG_SOFTWARE_an_image_that_ends_early_is_refused() throws IOException {
    refuses(Rule.HASH, (file, from, validator) -> content(Arrays.copyOf(next, 59_999)));
  }

  @Test
  void THREAT_MFST_TOCTOU_other_bytes_on_the_second_request_change_nothing() throws IOException {
    // the metadata is fetched once; what is served later under the same names is never read
    Preparation.Ready ready = assertInstanceOf(Preparation.Ready.class, prepare(this::honest));
    vendor.assign("d-18", "1.5.0", "666");
    vendor.write();
    assertEquals("123", ready.image().action());
    assertEquals("1.5.0", bootloader().boot().image().release());
  }

  @Test
  void THREAT_IMG_REPLACE_a_slot_changed_after_verification_is_not_booted() throws IOException {
    prepare(this::honest);
    disk.write("slot-b", 30_000, new byte[] {1, 2, 3}, 3);
    assertEquals("1.4.0", bootloader().boot().image().release());
    Outcome last = Objects.requireNonNull(store.boot().last());
    assertEquals(Outcome.Result.ROLLED_BACK, last.result());
    assertEquals(Rule.BOOT, last.rule());
  }

  @Test
  void THREAT_IMG_EXTRA_bytes_put_behind_the_image_in_the_slot_are_noticed() throws IOException {
    prepare(this::honest);
    disk.write("slot-b", next.length, new byte[] {1}, 1);
    assertEquals("1.4.0", bootloader().boot().image().release());
  }

  @Test
  void THREAT_IMG_REPLACE_a_good_slot_that_was_changed_is_not_booted_either() throws IOException {
    disk.write("slot-a", 0, new byte[] {1, 2, 3}, 3);
    assertThrows(Failure.class, () -> bootloader().boot());
  }

  @Test
  void a_disk_that_does_not_keep_what_was_written_is_noticed() throws IOException {
    var forgetful =
        new Updater(
            new DeviceStore(new Forgetful(disk)),
            new Bootloader(new DeviceStore(disk), selfTest, CLOCK),
            CLOCK);
    Preparation.Refused refused =
        assertInstanceOf(
            Preparation.Refused.class,
            forgetful.prepare(
                new Offer(
                    Route.ONLINE,
                    vendor.director.source(),
                    vendor.image.source(),
                    this::honest,
                    null),
                (state, progress) -> {}));
    assertEquals(Rule.WRITE, refused.refusal().rule());
  }

  @Test
  void an_image_that_is_not_well_goes_back_and_keeps_the_counter() throws IOException {
    selfTest = (slots, running) -> Optional.of("no network");
    prepare(this::honest);
    assertEquals("1.4.0", bootloader().boot().image().release());
    Outcome last = Objects.requireNonNull(store.boot().last());
    assertEquals(Rule.SELF_TEST, last.rule());
    assertEquals("no network", last.detail());
    assertEquals(6, store.boot().counter());
  }

  @Test
  void an_image_that_never_gets_to_its_self_test_has_three_tries() throws IOException {
    int[] boots = {0};
    selfTest =
        (slots, running) -> {
          boots[0]++;
          throw new IllegalStateException("hangs until the watchdog bites");
        };
    prepare(this::honest);
    for (int i = 0; i < Bootloader.TRIES; i++) {
      assertThrows(IllegalStateException.class, () -> bootloader().boot());
    }
    assertEquals("1.4.0", bootloader().boot().image().release());
    assertEquals(Bootloader.TRIES, boots[0]);
    assertEquals(Rule.SELF_TEST, Objects.requireNonNull(store.boot().last()).rule());
  }

  @Test
  void THREAT_IMG_EXPIRED_the_highest_counter_survives_the_way_back() throws IOException {
    prepare(this::honest);
    bootloader().boot();
    vendor.release("1.4.0", 6, former);
    vendor.assign(Vendor.DEVICE, "1.4.0", "124");
    vendor.write();
    Preparation.Refused refused =
        assertInstanceOf(Preparation.Refused.class, prepare(this::honest));
    assertEquals(Rule.ROLLBACK, refused.refusal().rule());
  }

  @Test
  void a_patch_is_taken_instead_of_the_whole_image() throws IOException {
    offerPatch(Zstd.compressUsingDict(next, former, 3));
    assertInstanceOf(Preparation.Ready.class, prepare(this::honest));
    assertEquals(1, fetched.size());
    assertTrue(fetched.getFirst().endsWith(".zst"));
    assertEquals("1.5.0", bootloader().boot().image().release());
  }

  @Test
  void THREAT_UPD_WRONG_PRECURSOR_a_patch_that_leads_elsewhere_gives_way_to_the_whole_image()
      throws IOException {
    byte[] other = Arrays.copyOfRange(former, 1_000, 51_000); // the same, moved
    offerPatch(Zstd.compressUsingDict(next, other, 3));
    assertInstanceOf(Preparation.Ready.class, prepare(this::honest));
    assertEquals(2, fetched.size());
    assertEquals("1.5.0", bootloader().boot().image().release());
  }

  @Test
  void a_patch_that_unpacks_without_end_gives_way_to_the_whole_image() throws IOException {
    offerPatch(Zstd.compressUsingDict(new byte[50_000_000], former, 3));
    assertInstanceOf(Preparation.Ready.class, prepare(this::honest));
    assertEquals("1.5.0", bootloader().boot().image().release());
  }

  private void offerPatch(byte[] patch) {
    vendor.delta("1.5.0", 7, former, next, patch);
    vendor.write();
  }

  private static ImageSource.Content content(byte[] bytes) {
    return new ImageSource.Content(new ByteArrayInputStream(bytes), 0, "");
  }

  /** Loses one byte of what is written into the second slot. */
  private record Forgetful(Disk disk) implements Disk {
    @Override
    public void write(String name, long at, byte[] from, int count) throws IOException {
      byte[] kept = Arrays.copyOf(from, count);
      if (name.equals("slot-b") && count > 10) {
        kept[10] ^= 1;
      }
      disk.write(name, at, kept, count);
    }

    @Override
    public long length(String name) throws IOException {
      return disk.length(name);
    }

    @Override
    public int read(String name, long at, byte[] into, int count) throws IOException {
      return disk.read(name, at, into, count);
    }

    @Override
    public void sync(String name) throws IOException {
      disk.sync(name);
    }

    @Override
    public void rename(String from, String to) throws IOException {
      disk.rename(from, to);
    }

    @Override
    public void delete(String name) throws IOException {
      disk.delete(name);
    }

    @Override
    public void syncNames() throws IOException {
      disk.syncNames();
    }
  }
}

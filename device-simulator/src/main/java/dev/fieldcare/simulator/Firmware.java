package dev.fieldcare.simulator;

import dev.fieldcare.simulator.link.Wire;
import dev.fieldcare.simulator.update.boot.Bootloader;
import dev.fieldcare.simulator.update.boot.Image;
import dev.fieldcare.simulator.update.boot.Outcome;
import dev.fieldcare.simulator.update.boot.SelfTest;
import dev.fieldcare.simulator.update.online.BlockRepository;
import dev.fieldcare.simulator.update.online.UpdateAgent;
import dev.fieldcare.simulator.update.stick.ReceiptBox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What a simulated device runs and how it comes to run something else. Messages are heard on the
 * loop; the update program blocks and has a thread of its own while it works.
 */
final class Firmware {
  /** Memfault's reasons: an update was installed; the update's image was not well. */
  private static final String UPDATED = "0x0003";

  private static final String ROLLED_BACK = "0x8009";
  private static final long REBOOT_MILLIS = 8_000;
  private static final int BLOCK = 4_096;

  private final String device;
  private final FirmwareShelf shelf;
  private final ScheduledExecutorService loop;
  private final ExecutorService working;
  private final SimulatedClock clock;
  private final Station station;
  private final UpdateAgent agent;
  private final BlockRepository blocks;
  private final ReceiptBox receipts;
  private volatile Bootloader.Running running;
  private byte[] latest = new byte[0];
  private boolean busy;

  Firmware(
      String device,
      FirmwareShelf shelf,
      Station station,
      ScheduledExecutorService loop,
      ExecutorService working,
      SimulatedClock clock)
      throws IOException {
    this.device = device;
    this.shelf = shelf;
    this.station = station;
    this.loop = loop;
    this.working = working;
    this.clock = clock;
    this.blocks =
        new BlockRepository(
            question -> loop.execute(() -> station.uplink().say(topic("blocks/get"), question)),
            BLOCK,
            Duration.ofSeconds(10));
    var store = shelf.store(device);
    this.receipts = new ReceiptBox(store.disk());
    this.agent =
        new UpdateAgent(
            store,
            SelfTest.BY_CONTENT,
            Clock.systemUTC(),
            source -> shelf.offer(source, device, blocks),
            new Around());
    this.running = agent.boot();
    shelf.runs(device, running.image().release(), clock.now());
  }

  /** The image it runs. */
  Image running() {
    return running.image();
  }

  List<String> filters() {
    return List.of(topic("desired"), topic("blocks/+/+"), topic("blocks/error"));
  }

  /** Hands in the receipt that waits; it stays on the disk until the server has answered. */
  void handIn() throws IOException {
    Optional<String> receipt = receipts.find();
    if (receipt.isPresent()) {
      byte[] bytes = receipt.get().getBytes(StandardCharsets.US_ASCII);
      station.uplink().outbox().add(topic("receipt"), bytes, () -> handedIn(receipt.get()));
    }
  }

  private void handedIn(String receipt) {
    try {
      receipts.handedIn(receipt);
    } catch (IOException e) {
      shelf.trouble(device + ": the receipt that was handed in stays: " + e);
    }
  }

  /** A message came in; on the loop. */
  void heard(String topic, byte[] payload) {
    String leaf = topic.substring(topic.indexOf("/update/") + "/update/".length());
    if (leaf.equals("desired")) {
      latest = payload;
      work();
    } else if (leaf.startsWith("blocks/")) {
      blocks.heard(leaf.substring("blocks/".length()), payload);
    }
  }

  private void work() {
    if (busy || latest.length == 0) {
      return;
    }
    busy = true;
    byte[] desired = latest;
    latest = new byte[0];
    working.execute(
        () -> {
          boolean reboots = false;
          try {
            reboots = agent.desired(desired);
          } catch (IOException | RuntimeException e) {
            shelf.trouble(device + ": update: " + e);
          }
          boolean now = reboots;
          loop.execute(() -> worked(now));
        });
  }

  private void worked(boolean reboots) {
    if (!reboots) {
      busy = false;
      work();
      return;
    }
    station.goDown();
    loop.schedule(
        () -> working.execute(this::boot),
        (long) (REBOOT_MILLIS / clock.speed()),
        TimeUnit.MILLISECONDS);
  }

  private void boot() {
    try {
      running = agent.boot();
      shelf.runs(device, running.image().release(), clock.now());
      Outcome outcome = agent.last();
      if (outcome != null) {
        loop.execute(() -> booted(outcome));
      }
    } catch (IOException | RuntimeException e) {
      shelf.trouble(device + ": does not boot: " + e);
    }
  }

  private void booted(Outcome outcome) {
    boolean back = outcome.result() == Outcome.Result.ROLLED_BACK;
    station.comeUp(clock.now(), back ? ROLLED_BACK : UPDATED);
    agent.report(outcome);
    busy = false;
    work();
  }

  private String topic(String leaf) {
    return Wire.topic(device, "update/" + leaf);
  }

  /** What the update program can ask of the device around it. */
  private final class Around implements UpdateAgent.Surroundings {
    @Override
    public void report(byte[] payload) {
      loop.execute(
          () -> {
            station.uplink().outbox().add(topic("report"), payload);
            station.uplink().pump();
          });
    }

    @Override
    public boolean pause(long millis) {
      try {
        TimeUnit.MILLISECONDS.sleep(millis);
        return true;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }
}

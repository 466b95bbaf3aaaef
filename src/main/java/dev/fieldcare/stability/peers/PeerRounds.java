package dev.fieldcare.stability.peers;

import dev.fieldcare.base.Lanes;
import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Device;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes each bucket, once it is complete, from the lanes to the peers and the verdicts back to the
 * lanes; then writes the habits down. All methods block and belong to one thread, never a lane.
 *
 * <p>Habits are written after the alarms they led to are durable, so that a crash between the two
 * announces an alarm again rather than never.
 */
public final class PeerRounds {
  private static final Logger LOG = LoggerFactory.getLogger(PeerRounds.class);

  private final Buckets buckets;
  private final Peers peers = new Peers();
  private final PeerStore store;
  private final Lanes lanes;
  private final Function<Device, @Nullable String> firmware;
  private final Consumer<Peers.Verdict> verdicts;
  private final Supplier<CompletableFuture<Void>> alarmsKept;
  private final Clock clock;
  private long judged;

  /**
   * @param firmware the version a device reported last
   * @param verdicts takes a verdict, on the device's lane
   * @param alarmsKept completes when all alarms announced before are durable
   */
  public PeerRounds(
      Buckets buckets,
      PeerStore store,
      Lanes lanes,
      Function<Device, @Nullable String> firmware,
      Consumer<Peers.Verdict> verdicts,
      Supplier<CompletableFuture<Void>> alarmsKept,
      Clock clock) {
    this.buckets = buckets;
    this.store = store;
    this.lanes = lanes;
    this.firmware = firmware;
    this.verdicts = verdicts;
    this.alarmsKept = alarmsKept;
    this.clock = clock;
    // what began before our start is not whole
    this.judged = Math.floorDiv(clock.millis(), Buckets.WIDTH);
  }

  /** Goes on with what was known before the restart; to be called once, before anything else. */
  public void restore() {
    store.load(
        (device, state) -> {
          if (!peers.restore(device, state)) {
            LOG.warn("dropped the habits of device number {}", device);
          }
        });
  }

  /** Judges what is complete; to be called about once a minute. */
  public void next() throws InterruptedException {
    long complete = Buckets.complete(clock.millis());
    judged = Math.max(judged, complete - 2); // older ones are not kept
    while (judged < complete) {
      judge(++judged);
    }
  }

  private void judge(long bucket) throws InterruptedException {
    var means = new ArrayList<Mean>();
    lanes.runOnAllAndWait(
        lane -> {
          List<Mean> closed = buckets.close(lane, bucket);
          synchronized (means) {
            means.addAll(closed);
          }
        });
    List<Peers.Verdict> found = peers.judge(bucket, means, firmware);
    lanes.runOnAllAndWait(
        lane ->
            found.stream()
                .filter(each -> lanes.laneOf(each.device().number()) == lane)
                .forEach(verdicts));
    keep(means, found);
  }

  private void keep(List<Mean> means, List<Peers.Verdict> found) throws InterruptedException {
    var numbers = new TreeSet<Integer>();
    means.forEach(mean -> numbers.add(mean.device().number()));
    try {
      if (!found.isEmpty()) {
        alarmsKept.get().get(20, TimeUnit.SECONDS);
      }
      if (!numbers.isEmpty()) {
        store.save(peers.snapshot(numbers));
      }
    } catch (ExecutionException | TimeoutException | Problem e) {
      LOG.warn("habits are not written down this time: {}", e.toString());
    }
  }
}

package dev.fieldcare.telemetry;

import dev.fieldcare.registry.Device;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Keeps readings. A value is known by (device, metric, {@code ts}): appending it again changes
 * nothing; of two that differ only in value one stays (in PostgreSQL the first stored, in InfluxDB
 * the last).
 */
public interface TelemetryStore extends AutoCloseable {

  /** A value of one metric at one instant, epoch milliseconds. */
  record Point(long ts, double value) {}

  /** What a stretch of {@code every} held, named by the epoch milliseconds of its start. */
  record Bucket(long ts, long count, double min, double mean, double max) {}

  /**
   * What became of a batch.
   *
   * @param fresh by position in the batch, whether the reading was not stored before (InfluxDB
   *     cannot tell: there only those the batch itself repeats are not fresh)
   * @param conflicts how many readings were known with another value (in InfluxDB always 0)
   */
  record Appended(BitSet fresh, int conflicts) {}

  /** One thread's way of writing. */
  interface Writer extends AutoCloseable {

    /**
     * Returns once all readings are durable. Blocks.
     *
     * @throws dev.fieldcare.base.Problem of kind UNAVAILABLE when the store cannot be reached:
     *     nothing or all of it may be stored, and the same batch is to be appended again
     */
    Appended append(List<Reading> readings);

    @Override
    void close();
  }

  Writer openWriter();

  /** At most {@code limit} points with from ≤ ts &lt; to, oldest first. */
  Future<List<Point>> points(Device device, String metric, long from, long to, int limit);

  /** The non-empty buckets with from ≤ ts &lt; to, aligned to multiples of {@code every}. */
  Future<List<Bucket>> buckets(Device device, String metric, long from, long to, Duration every);

  /**
   * When metrics were beyond their envelopes with from ≤ ts &lt; to, of each envelope in order; of
   * many hours the newest are looked into.
   *
   * @param sql a connection to the server's database, used where the readings are in it, so that a
   *     question asked within a transaction takes no second connection
   */
  default Future<List<Excursion>> excursions(
      SqlClient sql, List<Envelope> envelopes, long from, long to) {
    return StoredExcursions.find(this, envelopes, from, to);
  }

  /** The newest point of each metric, at least among the last 200 readings of the device. */
  Future<Map<String, Point>> latest(Device device);

  /**
   * Hands over, in order of arrival, every stored reading that arrived after {@code arrival}.
   * Blocks. Devices the function does not know are passed over.
   */
  void replay(long arrival, IntFunction<@Nullable Device> devices, Consumer<Reading> consumer);

  /**
   * Hands over every stored reading of the device with a {@code ts} greater than {@code after}
   * (epoch milliseconds), in the order of {@code ts}. Blocks.
   */
  void history(Device device, long after, Consumer<Reading> consumer);

  /**
   * The greatest arrival stored, if it is later than the server's clock shows; else that or 0.
   * Blocks.
   */
  long lastArrival();

  @Override
  void close();
}

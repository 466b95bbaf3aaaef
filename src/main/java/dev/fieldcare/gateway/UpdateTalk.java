package dev.fieldcare.gateway;

import dev.fieldcare.registry.Device;
import io.vertx.core.Future;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is said about updates over MQTT.
 *
 * @param report takes a report in; success means durable
 * @param receipt takes a receipt in; success means durable
 * @param block answers a request for a block; its failure is for the device to hear
 * @param desired what a device is to be told now
 */
public record UpdateTalk(
    Report report,
    BiFunction<Device, byte[], Future<Void>> receipt,
    BiFunction<Device, byte[], Future<Block>> block,
    Function<Device, byte[]> desired) {
  public static final String DESIRED = "update/desired";

  /** Nobody listens. */
  public static final UpdateTalk NONE =
      new UpdateTalk(
          (device, bytes, type) -> Future.succeededFuture(),
          (device, bytes) -> Future.succeededFuture(),
          (device, bytes) -> Future.succeededFuture(new Block("update/blocks/error", new byte[0])),
          device -> new byte[] {'{', '}'});

  /** Where a report goes. */
  public interface Report {
    Future<Void> heard(Device device, byte[] payload, @Nullable String contentType);
  }

  /** What goes down, and below which part of the device's topic. */
  public record Block(String suffix, byte[] payload) {}
}

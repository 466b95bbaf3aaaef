package dev.fieldcare.gateway;

import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.DeviceLink;
import dev.fieldcare.telemetry.Receipt;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Hands on what a device publishes about updates; acknowledged when it has been kept. */
final class UpdateWords {
  private final UpdateTalk talk;
  private final DeviceLink down;

  UpdateWords(UpdateTalk talk, DeviceLink down) {
    this.talk = talk;
    this.down = down;
  }

  void take(
      Payload kind, Device device, @Nullable String contentType, byte[] payload, Receipt receipt) {
    Future<Void> taken;
    try {
      taken =
          switch (kind) {
            case UPDATE_REPORT -> talk.report().heard(device, payload, contentType);
            case UPDATE_RECEIPT -> talk.receipt().apply(device, payload);
            default -> block(device, payload);
          };
    } catch (RuntimeException e) {
      taken = Future.failedFuture(e);
    }
    taken.onSuccess(kept -> receipt.stored()).onFailure(cause -> receipt.refused(problem(cause)));
  }

  /** What goes wrong is told to the device, which waits for its block. */
  private Future<Void> block(Device device, byte[] payload) {
    return talk.block()
        .apply(device, payload)
        .recover(cause -> Future.succeededFuture(error(problem(cause), payload)))
        .compose(block -> down.send(device.id(), block.suffix(), block.payload(), false))
        .mapEmpty();
  }

  private static UpdateTalk.Block error(Problem problem, byte[] request) {
    var error = new JsonObject();
    try {
      var asked = new JsonObject(new String(request, StandardCharsets.UTF_8));
      error.put("path", asked.getValue("path")).put("block", asked.getValue("block"));
    } catch (RuntimeException e) {
      // It was no JSON: the code below says so.
      error.put("path", "");
    }
    error.put("code", problem.code()).put("detail", problem.message());
    return new UpdateTalk.Block(
        "update/blocks/error", error.encode().getBytes(StandardCharsets.UTF_8));
  }

  private static Problem problem(Throwable cause) {
    return cause instanceof Problem problem
        ? problem
        : Problem.unavailable("update.unavailable", "not kept: " + cause.getMessage(), cause);
  }
}

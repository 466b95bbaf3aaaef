package dev.fieldcare.gateway;

import dev.fieldcare.registry.Device;
import dev.fieldcare.rollout.Action;
import dev.fieldcare.rollout.ActionState;
import dev.fieldcare.rollout.Actions;
import dev.fieldcare.rollout.Evidence;
import dev.fieldcare.rollout.Maintenance;
import dev.fieldcare.rollout.Manner;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a device is told on {@code update/desired}: its open action, or that there is nothing. */
public final class Desired {
  private static final Logger LOG = LoggerFactory.getLogger(Desired.class);

  private final Actions actions;
  private final Supplier<String> root;
  private final Clock clock;

  /**
   * @param root where devices find us over HTTP, without a trailing slash
   */
  public Desired(Actions actions, Supplier<String> root, Clock clock) {
    this.actions = actions;
    this.clock = clock;
    this.root = root;
  }

  /** The message as it is now; whoever gets one with an action has been told. */
  public byte[] of(Device device) {
    Action open = actions.update(device.number()).open();
    if (open == null || !open.isOffered()) {
      return bytes(new JsonObject());
    }
    Manner manner = open.manner();
    Instant now = clock.instant();
    Maintenance windows = manner.maintenance();
    Optional<Maintenance.Window> window = windows == null ? Optional.empty() : windows.window(now);
    return bytes(
        new JsonObject()
            .put("action", Long.toString(open.id()))
            .put("release", actions.release(open).version())
            .put("director", root.get() + "/repo/director/" + device.id() + "/metadata/")
            .put("image", root.get() + "/repo/image/")
            .put("notBefore", millis(manner.nextStart(now)))
            .put("until", window.map(each -> each.end().toEpochMilli()).orElse(null))
            .put("forced", manner.isForced(now) ? null : false)
            .put("deadline", millis(manner.deadline()))
            .put("downloadOnly", manner.downloadOnly() ? true : null));
  }

  private static @Nullable Long millis(@Nullable Instant time) {
    return time == null ? null : time.toEpochMilli();
  }

  private static byte[] bytes(JsonObject message) {
    message.getMap().values().removeIf(java.util.Objects::isNull);
    return message.encode().getBytes(StandardCharsets.UTF_8);
  }

  /** The device was sent its message. */
  public void told(Device device) {
    Action open = actions.update(device.number()).open();
    if (open != null && open.state() == ActionState.ASSIGNED) {
      actions
          .hear(open.id(), new Evidence.Offered("the device was told"), "device:" + device.id())
          .onFailure(cause -> LOG.warn("action {}: {}", open.id(), cause.toString()));
    }
  }
}

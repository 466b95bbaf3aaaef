package dev.fieldcare.gateway;

import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.Turns;
import dev.fieldcare.rollout.Action;
import dev.fieldcare.rollout.Actions;
import io.vertx.core.Future;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Takes in what devices report of their actions over MQTT. */
public final class UpdateReports implements UpdateTalk.Report {
  private static final int QUEUES = 64;

  private final Actions actions;

  /** What one device reports is taken in in its order: a device always has the same queue. */
  private final List<Turns> queues = Stream.generate(Turns::new).limit(QUEUES).toList();

  public UpdateReports(Actions actions) {
    this.actions = actions;
  }

  /** A report that no longer applies is heard and changes nothing. */
  @Override
  public Future<Void> heard(Device device, byte[] payload, @Nullable String contentType) {
    UpdateReport report = UpdateReport.read(payload, contentType);
    actions.heard(device);
    return queues.get(device.number() % QUEUES).next(() -> take(device, report));
  }

  private Future<Void> take(Device device, UpdateReport report) {
    Action newest = actions.update(device.number()).newest();
    Future<Action> action =
        newest != null && newest.id() == report.action()
            ? Future.succeededFuture(newest)
            : actions.get(report.action());
    return action.compose(
        found -> {
          if (found.device() != device.number()) {
            throw Problem.notFound(
                "action.unknown", "device " + device.id() + " has no action " + report.action());
          }
          return actions
              .hear(found.id(), report.evidence(), "device:" + device.id())
              .<Void>mapEmpty();
        });
  }
}

package dev.fieldcare.gateway.http;

import dev.fieldcare.firmware.Release;
import dev.fieldcare.registry.Device;
import dev.fieldcare.rollout.Action;
import dev.fieldcare.rollout.ActionReport;
import dev.fieldcare.rollout.ActionState;
import dev.fieldcare.rollout.Actions;
import dev.fieldcare.rollout.Evidence;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Deployments, their feedback, and their cancellation: what DDI says of single actions. */
final class DdiActions {
  private static final int MOST_HISTORY = 100;

  private final Actions actions;

  DdiActions(Actions actions) {
    this.actions = actions;
  }

  /** The device's action of this id, from memory if it is the newest. */
  Future<Action> find(Exchange exchange, String id) {
    long number = number(id);
    Action newest = exchange.update().newest();
    if (newest != null && newest.id() == number) {
      return Future.succeededFuture(newest);
    }
    return actions
        .get(number)
        .map(
            action -> {
              if (action.device() != exchange.device().number()) {
                throw Refusal.notFound("action " + id);
              }
              return action;
            });
  }

  static long number(String id) {
    try {
      return Long.parseLong(id);
    } catch (NumberFormatException e) {
      throw Refusal.notFound("action " + id);
    }
  }

  Future<Void> deployment(Exchange exchange, String id) {
    return find(exchange, id)
        .compose(
            action -> {
              if (!action.isOffered()) {
                throw Refusal.notFound("deployment " + id);
              }
              if (action.state() == ActionState.ASSIGNED) {
                note(action, new Evidence.Offered("the device was told"), exchange.device());
              }
              return show(exchange, "deployment", action);
            });
  }

  private void note(Action action, Evidence evidence, Device device) {
    actions
        .hear(action.id(), evidence, actor(device))
        .onFailure(
            cause ->
                org.slf4j.LoggerFactory.getLogger(DdiActions.class)
                    .warn("action {}: {}", action.id(), cause.toString()));
  }

  static String actor(Device device) {
    return "device:" + device.id();
  }

  Future<Void> installed(Exchange exchange, String id) {
    return find(exchange, id)
        .compose(
            action -> {
              if (!action.isFinished()) {
                throw Refusal.notFound("installed " + id);
              }
              return show(exchange, "deployment", action);
            });
  }

  Future<Void> confirmation(Exchange exchange, String id) {
    return find(exchange, id)
        .compose(
            action -> {
              if (action.state() != ActionState.AWAITING_CONFIRMATION) {
                throw Refusal.notFound("confirmation " + id);
              }
              return show(exchange, "confirmation", action);
            });
  }

  private Future<Void> show(Exchange exchange, String kind, Action action) {
    Release release = actions.release(action);
    int wanted = history(exchange.request());
    Future<Optional<List<ActionReport>>> history =
        wanted == 0
            ? Future.succeededFuture(Optional.empty())
            : actions.reports(action.id(), true, wanted).map(Optional::of);
    return history.compose(
        found ->
            exchange.answer(
                Documents.action(
                    kind, action, release, exchange.links(), exchange.now(), found.orElse(null))));
  }

  private static int history(HttpServerRequest request) {
    String wanted = request.getParam("actionHistory");
    if (wanted == null) {
      return 0;
    }
    try {
      int number = Integer.parseInt(wanted);
      return number < 0 || number > MOST_HISTORY ? MOST_HISTORY : number;
    } catch (NumberFormatException e) {
      throw Refusal.unreadable("actionHistory: expected a whole number");
    }
  }

  Future<Void> feedback(Exchange exchange, String id) {
    return exchange
        .body()
        .map(Feedback::read)
        .compose(
            feedback ->
                find(exchange, id)
                    .compose(
                        action -> {
                          checkOpen(action, id, feedback);
                          return hear(exchange, action, evidence(exchange, action, feedback));
                        }));
  }

  /** After a mere download one last word is taken: whether it was installed all the same. */
  private static void checkOpen(Action action, String id, Feedback feedback) {
    if (action.state() == ActionState.AWAITING_CONFIRMATION) {
      throw Refusal.notFound("deployment " + id);
    }
    boolean isLastWord =
        action.state() == ActionState.DELIVERED && feedback.execution().equals("closed");
    if (action.claimed() || action.state().isOver() && !isLastWord) {
      throw gone(id);
    }
  }

  private static Refusal gone(String id) {
    return new Refusal(410, "repo.entityNotFound", "action " + id + " is no longer active");
  }

  private Future<Void> hear(Exchange exchange, Action action, Evidence evidence) {
    return actions
        .hear(action.id(), evidence, actor(exchange.device()))
        .compose(
            next -> {
              if (next.isEmpty()) {
                throw gone(Long.toString(action.id()));
              }
              return exchange.nothing(200);
            });
  }

  private Evidence evidence(Exchange exchange, Action action, Feedback feedback) {
    String words = feedback.words();
    return switch (feedback.execution()) {
      case "closed" ->
          feedback.finished().equals("failure")
              ? new Evidence.Failed("DEVICE: " + words, words)
              : new Evidence.Claimed(!actions.namesFirmware(exchange.device()), words);
      case "download" -> new Evidence.Progress(ActionState.DOWNLOADING, feedback.share(), words);
      case "downloaded" -> new Evidence.Fetched(feedback.share(), words);
      case "proceeding", "resumed" ->
          new Evidence.Progress(
              action.state().isAtRisk() ? null : ActionState.DOWNLOADING, feedback.share(), words);
      default -> new Evidence.Progress(null, feedback.share(), words);
    };
  }

  Future<Void> cancel(Exchange exchange, String id) {
    return find(exchange, id)
        .compose(
            action -> {
              if (action.state() != ActionState.CANCELING
                  && action.state() != ActionState.CANCELED) {
                throw Refusal.notFound("cancellation " + id);
              }
              return exchange.answer(Documents.cancel(action));
            });
  }

  Future<Void> cancelFeedback(Exchange exchange, String id) {
    return exchange
        .body()
        .map(Feedback::read)
        .compose(
            feedback ->
                find(exchange, id)
                    .compose(
                        action -> {
                          if (action.state() != ActionState.CANCELING) {
                            throw new Refusal(
                                405, "action.notCancelable", "action " + id + " is not canceling");
                          }
                          return hear(exchange, action, stopped(feedback));
                        }));
  }

  /** Old clients accept with {@code canceled}, others with {@code closed}. */
  private static Evidence stopped(Feedback feedback) {
    String words = "cancel: " + feedback.words();
    return switch (feedback.execution()) {
      case "closed" ->
          feedback.finished().equals("failure")
              ? new Evidence.CancelRefused(words)
              : new Evidence.CancelAccepted(words);
      case "canceled" -> new Evidence.CancelAccepted(words);
      case "rejected" -> new Evidence.CancelRefused(words);
      default -> new Evidence.Progress(null, null, words);
    };
  }

  Future<Void> confirmationFeedback(Exchange exchange, String id) {
    return exchange
        .body()
        .compose(
            body -> {
              boolean agreed =
                  Feedback.word(body, "confirmation", Set.of("confirmed", "denied"))
                      .equals("confirmed");
              var details = Feedback.details(body);
              String words =
                  (agreed ? "confirmed" : "denied")
                      + (Feedback.code(body) == null ? "" : "; code " + Feedback.code(body))
                      + (details.isEmpty() ? "" : "; " + String.join("; ", details));
              return find(exchange, id).compose(action -> consent(exchange, action, agreed, words));
            });
  }

  private Future<Void> consent(Exchange exchange, Action action, boolean agreed, String words) {
    String id = Long.toString(action.id());
    if (action.state().isOver() || action.claimed()) {
      throw gone(id);
    }
    if (agreed && action.state() != ActionState.AWAITING_CONFIRMATION) {
      throw Refusal.notFound("confirmation " + id);
    }
    Evidence evidence =
        agreed ? new Evidence.Consented(true, words) : new Evidence.Denied(true, words);
    return actions
        .hear(action.id(), evidence, actor(exchange.device()))
        .compose(
            next -> {
              if (next.isEmpty()) {
                throw Refusal.notFound("confirmation " + id);
              }
              return exchange.nothing(200);
            });
  }
}

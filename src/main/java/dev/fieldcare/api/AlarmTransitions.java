package dev.fieldcare.api;

import dev.fieldcare.base.Nearest;
import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.Role;
import dev.fieldcare.stability.AlarmStates;
import dev.fieldcare.stability.Standing;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what somebody wants of an alarm's state, and has it done. */
final class AlarmTransitions {
  private static final List<String> STEPS =
      List.of(
          "acknowledged",
          "reset",
          "shelved",
          "unshelved",
          "suppressed",
          "unsuppressed",
          "outOfService",
          "inService");
  private static final int LONGEST_TEXT = 2_000;
  private static final Set<Role> MAY_SUPPRESS = Set.of(Role.ADMIN, Role.MANAGER);

  private final AlarmStates states;
  private final Clock clock;

  AlarmTransitions(AlarmStates states, Clock clock) {
    this.states = states;
    this.clock = clock;
  }

  /**
   * @param key the alarm that was seen, null where only its condition is named
   */
  Future<Standing> apply(Call call, Device device, String symptom, @Nullable String key) {
    Body body = call.body("to", "reason", "comment", "kind", "until", "for", "rule");
    String actor = call.caller().actor();
    String to = body.required("to");
    if (to.endsWith("suppressed")) {
      mustBe(MAY_SUPPRESS, call.caller(), "suppress alarms by design");
    }
    return switch (to) {
      case "acknowledged" -> states.acknowledge(device, symptom, key, text(body, "comment"), actor);
      case "reset" -> states.reset(device, symptom, text(body, "comment"), actor);
      case "shelved" -> shelve(body, device, symptom, actor);
      case "unshelved" -> states.unshelve(device, symptom, text(body, "reason"), actor);
      case "suppressed" ->
          states.suppress(device, symptom, needed(body, "rule"), needed(body, "reason"), actor);
      case "unsuppressed" ->
          states.unsuppress(device, symptom, text(body, "rule"), text(body, "reason"), actor);
      case "outOfService" ->
          states.removeFromService(device, symptom, needed(body, "reason"), actor);
      case "inService" -> states.placeInService(device, symptom, text(body, "reason"), actor);
      default ->
          throw Body.bad("to", "one of " + String.join(", ", STEPS), to + Nearest.hint(to, STEPS));
    };
  }

  private Future<Standing> shelve(Body body, Device device, String symptom, String actor) {
    String reason = needed(body, "reason");
    Instant until = until(body);
    String kind = body.text("kind");
    String wanted = kind != null ? kind : until == null ? "oneShot" : "timed";
    return switch (wanted) {
      case "oneShot" -> states.shelveOneShot(device, symptom, until, reason, actor);
      case "timed" -> {
        if (until == null) {
          throw Problem.badInput(
              "body.until", "until or for: expected one of them to shelve timed, found neither");
        }
        yield states.shelveTimed(device, symptom, until, reason, actor);
      }
      default -> throw Body.bad("kind", "oneShot or timed", wanted);
    };
  }

  private @Nullable Instant until(Body body) {
    String until = body.text("until");
    String time = body.text("for");
    if (until != null && time != null) {
      throw Problem.badInput("body.until", "until and for: expected one of them, found both");
    }
    if (until != null) {
      return Times.instant("until", until);
    }
    return time == null ? null : clock.instant().plus(Times.duration("for", time));
  }

  static String needed(Body body, String name) {
    body.required(name);
    return java.util.Objects.requireNonNull(text(body, name));
  }

  static @Nullable String text(Body body, String name) {
    String text = body.text(name);
    if (text != null
        && (text.length() > LONGEST_TEXT || text.chars().anyMatch(each -> each == 0))) {
      throw Body.bad(name, "a text of at most " + LONGEST_TEXT + " characters", text.length());
    }
    return text;
  }

  /**
   * @throws Problem {@code role.insufficient}
   */
  static void mustBe(Set<Role> roles, Caller caller, String what) {
    if (!roles.contains(caller.role())) {
      throw new Problem(
          Problem.Kind.FORBIDDEN,
          "role.insufficient",
          "only "
              + String.join(", ", roles.stream().map(Role::code).sorted().toList())
              + " may "
              + what
              + ", not "
              + caller.role().code());
    }
  }
}

package dev.fieldcare.promises;

import dev.fieldcare.base.Nearest;
import dev.fieldcare.base.Problem;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What may pause which promise, and for how long.
 *
 * @param longest after which a pause ends by itself
 */
public record PauseRules(Duration longest) {
  public static final PauseRules DEFAULT = new PauseRules(Duration.ofDays(30));

  private static final Set<PauseReason> OF_PROMISES =
      EnumSet.of(
          PauseReason.AWAITING_CUSTOMER,
          PauseReason.CUSTOMER_CHOSE_DATE,
          PauseReason.SITE_INACCESSIBLE,
          PauseReason.FORCE_MAJEURE);

  private static final Map<String, Set<PauseReason>> BY_KIND =
      Map.of(
          "onsite.arrival",
          EnumSet.of(
              PauseReason.CUSTOMER_CHOSE_DATE,
              PauseReason.SITE_INACCESSIBLE,
              PauseReason.FORCE_MAJEURE),
          "replacement.review",
          EnumSet.of(PauseReason.AWAITING_CUSTOMER),
          "replacement.fulfil",
          EnumSet.of(PauseReason.CUSTOMER_CHOSE_DATE),
          "followup.interval",
          Set.of());

  /** Parts of the names of kinds that answer somebody: these never wait. */
  private static final Set<String> ANSWERS = Set.of("response", "reply", "contact");

  /** What may pause a promise of this kind; nothing, if it is to answer somebody. */
  public Set<PauseReason> reasonsFor(String kind) {
    Set<PauseReason> listed = BY_KIND.get(kind);
    if (listed != null) {
      return listed;
    }
    return List.of(kind.split("\\.", -1)).stream().anyMatch(ANSWERS::contains)
        ? Set.of()
        : OF_PROMISES;
  }

  /**
   * Reads and checks the reason of a pause.
   *
   * @param message the outbound message that asks the customer
   */
  PauseReason check(String reason, @Nullable String message) {
    if (reason.equalsIgnoreCase("AWAITING_PARTS")) {
      throw Problem.conflict("pause.parts", "waiting for parts pauses no promise to the customer");
    }
    List<String> codes = OF_PROMISES.stream().map(PauseReason::code).toList();
    PauseReason found =
        PauseReason.find(reason)
            .filter(OF_PROMISES::contains)
            .orElseThrow(
                () ->
                    Problem.badInput(
                        "pause.reason",
                        "reason: expected one of "
                            + String.join(", ", codes)
                            + ", found "
                            + reason
                            + Nearest.hint(reason, codes)));
    if (found == PauseReason.AWAITING_CUSTOMER && (message == null || message.isBlank())) {
      throw Problem.badInput(
          "pause.message",
          "message: expected the id of the message that asks the customer, found none");
    }
    return found;
  }
}

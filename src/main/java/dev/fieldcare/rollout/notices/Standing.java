package dev.fieldcare.rollout.notices;

import dev.fieldcare.firmware.ReleaseKind;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** What a customer's answer, or the lack of one, means for devices of theirs. */
public sealed interface Standing {
  /** How reasons begin that a customer's answer gives; it takes them back, too. */
  String MARK = "customer: ";

  /** Who has not answered is asked after again so often; an answer changes it at once. */
  Duration ASIDE = Duration.ofDays(1);

  /** They may have the release. */
  record Free() implements Standing {}

  /** Not before that time. */
  record Waits(Instant until, String reason) implements Standing {}

  /** Never, unless their customer thinks better of it. */
  record Declined(String reason) implements Standing {}

  /**
   * @param notice null: the customer was told nothing yet
   */
  static Standing of(NoticePlan plan, ReleaseKind kind, @Nullable Notice notice, Instant now) {
    Answer answer = notice == null ? null : notice.answer();
    if (notice == null || answer == null) {
      return plan.mode() == NoticePlan.Mode.ASK ? silent(plan, kind, notice, now) : new Free();
    }
    if (!plan.honours(kind)) {
      return new Free();
    }
    Instant until = notice.until();
    return switch (answer) {
      case ACCEPTED -> new Free();
      case LATER ->
          until == null || !now.isBefore(until)
              ? new Free()
              : new Waits(until, MARK + "not before " + until.truncatedTo(ChronoUnit.SECONDS));
      case DECLINED -> new Declined(MARK + (notice.reason() == null ? "no" : notice.reason()));
    };
  }

  private static Standing silent(
      NoticePlan plan, ReleaseKind kind, @Nullable Notice notice, Instant now) {
    Instant sent = notice == null ? null : notice.sentAt();
    String reason = MARK + "has not answered";
    if (sent == null || !plan.silenceAgreesTo(kind)) {
      return new Waits(now.plus(ASIDE), reason);
    }
    Instant end = sent.plus(plan.within());
    return now.isBefore(end) ? new Waits(end, reason) : new Free();
  }
}

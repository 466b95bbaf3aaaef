package dev.fieldcare.rollout.notices;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a customer says to a release that is to come. */
public enum Answer {
  ACCEPTED,
  /** Not before a date. */
  LATER,
  DECLINED;

  /** So far ahead a customer may put it off. */
  public static final Duration LONGEST = Duration.ofDays(90);

  /**
   * An answer with what belongs to it.
   *
   * @param until not before; of {@link #LATER}, else null
   * @param reason empty for none
   */
  public record Given(Answer answer, @Nullable Instant until, String reason) {}

  /** As the API spells it: {@code accepted}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Answer> find(String code) {
    return Arrays.stream(values()).filter(each -> each.code().equals(code)).findAny();
  }
}

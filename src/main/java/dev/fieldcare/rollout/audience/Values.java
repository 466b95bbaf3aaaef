package dev.fieldcare.rollout.audience;

import dev.fieldcare.base.Nearest;
import dev.fieldcare.base.Problem;
import dev.fieldcare.rollout.audience.Expression.Operator;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Pattern;

/** What a value must look like for what it is compared with. */
final class Values {
  static final int LONGEST = 500;
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,30}(\\.[0-9]{1,30})?");
  private static final OffsetDateTime EARLIEST = OffsetDateTime.parse("0001-01-01T00:00:00Z");
  private static final OffsetDateTime LATEST = OffsetDateTime.parse("9999-12-31T23:59:59Z");

  private Values() {}

  static boolean isNumber(String text) {
    return NUMBER.matcher(text).matches();
  }

  /**
   * @throws Problem {@code filter.value}
   */
  static void check(Field field, Operator operator, Token token) {
    switch (field.type()) {
      case BOOLEAN -> oneOf(field, token, List.of("true", "false"));
      case CODE -> oneOf(field, token, Field.FROZEN);
      case TIME -> {
        try {
          time(token.text());
        } catch (DateTimeException e) {
          throw Filter.refused(
              "value",
              token.at(),
              "a time such as 2026-11-22T08:00:00Z or a date for " + field,
              token.found());
        }
      }
      case VERSION -> {
        if (!operator.isEquality() && token.text().codePoints().noneMatch(Character::isDigit)) {
          throw Filter.refused(
              "value", token.at(), "a version such as 1.4.0 for " + field, token.found());
        }
      }
      case TEXT, TEXTS -> {}
    }
  }

  private static void oneOf(Field field, Token token, List<String> known) {
    if (!known.contains(token.text())) {
      throw Filter.refused(
          "value",
          token.at(),
          "one of %s for %s".formatted(String.join(", ", known), field),
          token.found() + Nearest.hint(token.text(), known));
    }
  }

  /** A day stands for its first moment, in UTC. */
  static OffsetDateTime time(String text) {
    OffsetDateTime time =
        text.length() == 10
            ? LocalDate.parse(text).atStartOfDay().atOffset(ZoneOffset.UTC)
            : Instant.parse(text).atOffset(ZoneOffset.UTC);
    if (time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
      throw new DateTimeException("out of range");
    }
    return time;
  }
}

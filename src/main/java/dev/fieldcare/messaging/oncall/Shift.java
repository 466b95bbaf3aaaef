package dev.fieldcare.messaging.oncall;

import dev.fieldcare.base.Problem;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One person's time on call, from its first moment up to but without its last.
 *
 * @param phone where short messages reach them, if any do
 * @param zone the person's, in which the times are shown
 */
public record Shift(
    String person, String email, @Nullable String phone, ZoneId zone, Instant from, Instant to) {
  private static final Pattern PHONE = Pattern.compile("\\+?[0-9]{5,15}");
  private static final int LONGEST_NAME = 100;
  private static final Pattern ADDRESS =
      Pattern.compile("[^\\s\\p{Cntrl}<>@,;]{1,64}@[^\\s\\p{Cntrl}<>@,;]{1,190}");

  public Shift {
    if (person.isBlank()
        || person.length() > LONGEST_NAME
        || person.chars().anyMatch(Character::isISOControl)) {
      throw bad("person", "expected a name of at most " + LONGEST_NAME + " characters", person);
    }
    if (phone != null && !PHONE.matcher(phone).matches()) {
      throw bad("phone", "expected 5 to 15 digits, with + before the country's code", phone);
    }
    if (!ADDRESS.matcher(email).matches()) {
      throw bad("email", "expected one address such as wei@example.com", email);
    }
    if (!from.isBefore(to)) {
      throw bad("to", "expected a time after " + from, to.toString());
    }
  }

  /**
   * Reads a shift as its planner writes it, in the local times of its zone. A time that a change of
   * clocks leaves out stands for the moment of the change; of one that comes twice the first
   * counts.
   */
  public static Shift parse(
      String person, String email, @Nullable String phone, String zone, String from, String to) {
    ZoneId where;
    try {
      where = ZoneId.of(zone);
    } catch (DateTimeException e) {
      throw bad("zone", "expected a zone such as Asia/Shanghai", zone);
    }
    return new Shift(
        person, email, phone, where, moment("from", from, where), moment("to", to, where));
  }

  private static Instant moment(String what, String text, ZoneId zone) {
    try {
      LocalDateTime local = LocalDateTime.parse(text);
      var change = zone.getRules().getTransition(local);
      return change != null && change.isGap()
          ? change.getInstant()
          : local.atZone(zone).toInstant();
    } catch (DateTimeException e) {
      throw bad(what, "expected a local time such as 2026-03-29T08:00", text);
    }
  }

  private static Problem bad(String field, String expected, String found) {
    return Problem.badField("roster.shift", field, field + ": " + expected + ", found " + found);
  }

  boolean covers(Instant moment) {
    return !moment.isBefore(from) && moment.isBefore(to);
  }

  /** The local time at which it begins. */
  public LocalDateTime localFrom() {
    return LocalDateTime.ofInstant(from, zone);
  }

  /** The local time at which it ends. */
  public LocalDateTime localTo() {
    return LocalDateTime.ofInstant(to, zone);
  }
}

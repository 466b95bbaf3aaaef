package dev.fieldcare.promises;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is promised: of what kind, about what, for how long, since when and by which clause.
 *
 * @param subject what it is about, as in {@code ticket:F-2026-000001}
 * @param customer to whom; null if to nobody who may look
 * @param kind as in {@code response.general}
 * @param term null when a date was agreed instead, or nothing is owed
 * @param agreed the moment agreed with the customer, as for remote sites; no pause moves it
 * @param calendar which calendar counts
 * @param snapshot the parameters as they are now; later changes of them change nothing
 */
public record Undertaking(
    String subject,
    @Nullable String customer,
    String kind,
    String clause,
    @Nullable Term term,
    Instant start,
    @Nullable Instant agreed,
    String calendar,
    String termsVersion,
    JsonObject snapshot,
    Ladder ladder) {

  public static Undertaking of(
      String subject, String kind, Term term, Instant start, String calendar) {
    return new Undertaking(
        subject, null, kind, "", term, start, null, calendar, "", new JsonObject(), Ladder.DEFAULT);
  }

  /** By a date that was agreed. */
  public static Undertaking agreed(
      String subject, String kind, Instant start, Instant agreed, String calendar) {
    return new Undertaking(
        subject,
        null,
        kind,
        "",
        null,
        start,
        agreed,
        calendar,
        "",
        new JsonObject(),
        Ladder.DEFAULT);
  }

  /** Nothing is promised, which is to be on record. */
  public static Undertaking exempt(String subject, String kind, Instant start, String calendar) {
    return new Undertaking(
        subject, null, kind, "", null, start, null, calendar, "", new JsonObject(), Ladder.NONE);
  }

  public Undertaking to(@Nullable String whom) {
    return new Undertaking(
        subject, whom, kind, clause, term, start, agreed, calendar, termsVersion, snapshot, ladder);
  }

  public Undertaking by(String words, String version, JsonObject parameters) {
    return new Undertaking(
        subject, customer, kind, words, term, start, agreed, calendar, version, parameters, ladder);
  }

  public Undertaking with(Ladder steps) {
    return new Undertaking(
        subject,
        customer,
        kind,
        clause,
        term,
        start,
        agreed,
        calendar,
        termsVersion,
        snapshot,
        steps);
  }

  Undertaking about(String other) {
    return new Undertaking(
        other,
        customer,
        kind,
        clause,
        term,
        start,
        agreed,
        calendar,
        termsVersion,
        snapshot,
        ladder);
  }
}

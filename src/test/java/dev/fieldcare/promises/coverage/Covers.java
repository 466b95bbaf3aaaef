package dev.fieldcare.promises.coverage;

import dev.fieldcare.promises.Deadline;
import dev.fieldcare.promises.Measure;
import dev.fieldcare.promises.Pause;
import dev.fieldcare.promises.Term;
import dev.fieldcare.promises.TestCalendars;
import dev.fieldcare.promises.WorkCalendar;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Coverages that tests decide from. */
final class Covers {
  static final WorkCalendar CHINA = TestCalendars.china();
  static final Term YEAR = Term.of(Measure.CALENDAR_MONTHS, 12);
  static final Term QUARTER = Term.of(Measure.CALENDAR_MONTHS, 3);

  private Covers() {}

  static Coverage of(long id, Basis basis, Scope scope, Covered covered, Instant start, Term term) {
    return of(id, basis, scope, covered, start, term, List.of());
  }

  static Coverage of(
      long id,
      Basis basis,
      Scope scope,
      Covered covered,
      Instant start,
      Term term,
      List<Pause> pauses) {
    Instant end = Coverage.ending(term, start, pauses, CHINA).map(Deadline::at).orElse(null);
    return coverage(id, basis, scope, covered, start, term, pauses, end, null);
  }

  static Coverage coverage(
      long id,
      Basis basis,
      Scope scope,
      Covered covered,
      Instant start,
      @Nullable Term term,
      List<Pause> pauses,
      @Nullable Instant end,
      @Nullable Instant closed) {
    return new Coverage(
        id, "pump-1", basis, scope, covered, start, term, true, pauses, end, false, "clause", "1",
        null, closed, null);
  }

  static Coverage warranty(Instant start) {
    return of(1, Basis.WARRANTY, Scope.WHOLE, Covered.ALL, start, YEAR);
  }

  static Coverage repair(Instant signedAt, String cause, String symptom) {
    Scope scope = Scope.repaired(java.util.Set.of("P-100"), cause, symptom);
    return of(2, Basis.REPAIR, scope, Covered.ALL, signedAt, QUARTER);
  }
}

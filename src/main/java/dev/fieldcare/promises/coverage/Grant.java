package dev.fieldcare.promises.coverage;

import dev.fieldcare.promises.Term;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A coverage as it is to be opened: by a term, or up to an agreed end.
 *
 * @param term null when {@code end} is given
 * @param lengthenedByRepair whether time in repair is added at its end
 * @param line of the contract that gives it; null where none does
 */
public record Grant(
    String unit,
    Basis basis,
    Scope scope,
    Covered covered,
    Instant start,
    @Nullable Term term,
    @Nullable Instant end,
    boolean lengthenedByRepair,
    String clause,
    String version,
    @Nullable Long inheritedFrom,
    @Nullable LineId line) {

  public Grant {
    if ((term == null) == (end == null)) {
      throw new IllegalArgumentException("a coverage of " + unit + " has a term or an end");
    }
  }

  /** Not of a contract that is on record here. */
  public Grant(
      String unit,
      Basis basis,
      Scope scope,
      Covered covered,
      Instant start,
      @Nullable Term term,
      @Nullable Instant end,
      boolean lengthenedByRepair,
      String clause,
      String version,
      @Nullable Long inheritedFrom) {
    this(
        unit,
        basis,
        scope,
        covered,
        start,
        term,
        end,
        lengthenedByRepair,
        clause,
        version,
        inheritedFrom,
        null);
  }

  /** What a contract's line gives the unit, up to and not including an end. */
  public static Grant contract(
      String unit, LineId line, Covered covered, Instant start, Instant end, int version) {
    return new Grant(
        unit,
        Basis.CONTRACT,
        Scope.WHOLE,
        covered,
        start,
        null,
        end,
        false,
        "contract " + line.contract() + ", line " + line.line(),
        Integer.toString(version),
        null,
        line);
  }

  Instant agreedEnd() {
    if (end == null) {
      throw new IllegalStateException("a coverage of " + unit + " ends with its term");
    }
    return end;
  }

  /** Everything of the unit, for a term. */
  public static Grant whole(
      String unit, Basis basis, Instant start, Term term, String clause, String version) {
    return new Grant(
        unit, basis, Scope.WHOLE, Covered.ALL, start, term, null, false, clause, version, null);
  }

  /** What was repaired, for a term from the sign-off. */
  public static Grant repair(
      String unit, Scope scope, Instant signedAt, Term term, String clause, String version) {
    return new Grant(
        unit, Basis.REPAIR, scope, Covered.ALL, signedAt, term, null, false, clause, version, null);
  }

  /** The same with an agreed end instead of a term. */
  Grant until(Instant agreed) {
    return new Grant(
        unit,
        basis,
        scope,
        covered,
        start,
        null,
        agreed,
        lengthenedByRepair,
        clause,
        version,
        inheritedFrom);
  }

  public Grant lengthened(boolean byRepair) {
    return new Grant(
        unit,
        basis,
        scope,
        covered,
        start,
        term,
        end,
        byRepair,
        clause,
        version,
        inheritedFrom,
        line);
  }
}

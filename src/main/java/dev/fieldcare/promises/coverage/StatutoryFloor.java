package dev.fieldcare.promises.coverage;

import dev.fieldcare.promises.Deadline;
import dev.fieldcare.promises.Pause;
import dev.fieldcare.promises.Term;
import dev.fieldcare.promises.WorkCalendar;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the periods that the law may ask for end. */
public final class StatutoryFloor {
  private StatutoryFloor() {}

  /** The facts with the ends of those periods that are switched on and apply to the owner. */
  public static Facts under(Facts facts, StatutoryRules rules, WorkCalendar calendar) {
    Instant from = facts.handedOver();
    if (!facts.consumer() || from == null) {
      return facts;
    }
    return new Facts(
        facts.unit(),
        true,
        from,
        facts.coverages(),
        facts.exclusions(),
        facts.repairs(),
        rules.presumption() ? ending(rules.presumed(), from, List.of(), calendar) : null,
        rules.threeGuarantees() ? ending(rules.period(), from, facts.repairs(), calendar) : null);
  }

  /** Where the coverage of a replacement must at least reach; null if the law asks for none. */
  public static @Nullable Instant ofExchange(
      StatutoryRules rules, boolean consumer, Instant at, WorkCalendar calendar) {
    return rules.threeGuarantees() && consumer
        ? ending(rules.period(), at, List.of(), calendar)
        : null;
  }

  /** The longer of what we promise for a repair and what the law may ask for. */
  public static Instant ofRepair(
      Term promised, StatutoryRules rules, boolean consumer, Instant at, WorkCalendar calendar) {
    Instant ours = ending(promised, at, List.of(), calendar);
    if (!rules.threeGuarantees() || !consumer) {
      return ours;
    }
    Instant theirs = ending(rules.repair(), at, List.of(), calendar);
    return theirs.isAfter(ours) ? theirs : ours;
  }

  /** While a repair lasts the period goes on. */
  private static Instant ending(
      Term term, Instant from, List<Pause> pauses, WorkCalendar calendar) {
    return Coverage.ending(term, from, pauses, calendar).map(Deadline::at).orElse(Instant.MAX);
  }
}

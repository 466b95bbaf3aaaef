package dev.fieldcare.quality;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a unit may be released; says by name what it lacks. */
final class ReleaseCheck {
  /**
   * What it lacks.
   *
   * @param guard the rule that failed, by name
   */
  record Lack(String guard, String expected, String found) {}

  private ReleaseCheck() {}

  /**
   * @param routing null where none was written for the model
   * @param records all of the unit, in order of time
   * @param lots those of material that are in it, as far as they are known
   * @param certificates of the model, one for each standard: the one recorded last
   */
  static Optional<Lack> of(
      @Nullable Routing routing,
      List<ProcessRecord> records,
      List<Lot> lots,
      List<Certificate> certificates,
      LocalDate today) {
    return routed(routing, records).or(() -> ofLots(lots)).or(() -> certified(certificates, today));
  }

  private static Optional<Lack> routed(@Nullable Routing routing, List<ProcessRecord> records) {
    if (routing == null) {
      return Optional.of(new Lack("routed", "a routing of its model", "none"));
    }
    Map<String, ProcessRecord> last = new HashMap<>();
    records.stream()
        .filter(ProcessRecord::stands)
        .forEach(each -> last.put(each.operation(), each));
    for (Routing.Step step : routing.steps()) {
      ProcessRecord record = last.get(step.operation());
      boolean passed = record != null && record.result() == ProcessRecord.Result.PASSED;
      if (step.isMandatory() && !passed) {
        return Optional.of(
            new Lack(
                "steps",
                step.operation() + " passed",
                record == null ? "no record of it" : record.result().name()));
      }
    }
    return Optional.empty();
  }

  private static Optional<Lack> ofLots(List<Lot> lots) {
    return lots.stream()
        .filter(lot -> lot.state() != Lot.State.RELEASED && lot.state() != Lot.State.CONSUMED)
        .findFirst()
        .map(lot -> new Lack("lots", "lot " + lot.id() + " released", lot.state().name()));
  }

  private static Optional<Lack> certified(List<Certificate> certificates, LocalDate today) {
    return certificates.stream()
        .filter(each -> each.isExpiredOn(today))
        .findFirst()
        .map(
            each ->
                new Lack(
                    "certified",
                    "a certificate of " + each.standard() + " that is valid on " + today,
                    each.document() + ", valid until " + each.validUntil()));
  }
}

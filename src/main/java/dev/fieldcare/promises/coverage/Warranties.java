package dev.fieldcare.promises.coverage;

import dev.fieldcare.promises.WorkCalendar;
import dev.fieldcare.promises.standards.Parameter;
import dev.fieldcare.promises.standards.Standards;
import dev.fieldcare.promises.standards.Target;
import dev.fieldcare.registry.Device;
import java.time.Instant;
import java.util.Optional;

/** The warranty that a device comes with, as the standard and its record have it. */
record Warranties(Standards standards) {

  /** Empty while the day it starts is not on record. */
  Optional<Grant> of(
      Device device, Target target, Optional<Instant> firstHeard, WorkCalendar calendar) {
    Optional<Instant> named = StartRule.namedEnd(device, calendar);
    if (named.isPresent()) {
      Instant known = device.registeredAt();
      Instant latest = named.get().isBefore(known) ? named.get() : known;
      return Optional.of(
          new Grant(
              device.id(),
              Basis.WARRANTY,
              Scope.WHOLE,
              Covered.ALL,
              handedOver(device, target, firstHeard, calendar).orElse(latest),
              null,
              named.get(),
              false,
              StartRule.UNTIL,
              "record of the device",
              null));
    }
    Parameter period = standards.resolve("warranty.period", target);
    boolean isLengthened = standards.resolve("warranty.lengthenedByRepair", target).flag();
    return handedOver(device, target, firstHeard, calendar)
        .map(
            start ->
                Grant.whole(
                        device.id(),
                        Basis.WARRANTY,
                        start,
                        period.term(),
                        period.clause(),
                        period.version())
                    .lengthened(isLengthened));
  }

  /** When its owner got it, by the rule that holds for them. */
  Optional<Instant> handedOver(
      Device device, Target target, Optional<Instant> firstHeard, WorkCalendar calendar) {
    return StartRule.valueOf(standards.resolve("warranty.start", target).text())
        .start(device, firstHeard, calendar);
  }
}

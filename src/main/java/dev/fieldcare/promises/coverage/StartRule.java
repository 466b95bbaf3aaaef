package dev.fieldcare.promises.coverage;

import dev.fieldcare.promises.WorkCalendar;
import dev.fieldcare.registry.Device;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/** From which day of a device's life its warranty runs. */
public enum StartRule {
  /** Its first successful connection, unless a day of installation is on record. */
  INSTALL("installedOn"),
  PURCHASE("purchasedOn"),
  MANUFACTURE("manufacturedOn"),
  DELIVERY("deliveredOn");

  /** A device's attribute that names the last day of its warranty outright. */
  static final String UNTIL = "warrantyUntil";

  private final String attribute;

  StartRule(String attribute) {
    this.attribute = attribute;
  }

  public String attribute() {
    return attribute;
  }

  /**
   * The noon of the day on record; the day of the start is not counted, so the hour is no matter.
   */
  Optional<Instant> start(Device device, Optional<Instant> firstConnected, WorkCalendar calendar) {
    Optional<Instant> recorded =
        day(device, attribute).map(day -> day.atTime(12, 0).atZone(calendar.zone()).toInstant());
    return recorded.isPresent() || this != INSTALL ? recorded : firstConnected;
  }

  /** The midnight that ends the last day, where one is named. */
  static Optional<Instant> namedEnd(Device device, WorkCalendar calendar) {
    return day(device, UNTIL).map(day -> day.plusDays(1).atStartOfDay(calendar.zone()).toInstant());
  }

  private static Optional<LocalDate> day(Device device, String attribute) {
    String value = device.attributes().get(attribute);
    try {
      return value == null ? Optional.empty() : Optional.of(LocalDate.parse(value));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}

package dev.fieldcare.rollout;

import java.time.DayOfWeek;
import java.time.LocalDate;

/** Which days are worked, by the id of a calendar. */
@FunctionalInterface
public interface WorkDays {
  /** From Monday to Friday, whatever the calendar. */
  WorkDays WEEKLY = (calendar, day) -> day.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) < 0;

  boolean isWorked(String calendar, LocalDate day);
}

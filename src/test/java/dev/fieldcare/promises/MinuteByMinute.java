package dev.fieldcare.promises;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds a deadline by walking from minute to minute with a calendar of its own, read from the text:
 * slow, and too simple to be wrong in the way sums can be.
 */
final class MinuteByMinute {
  private static final io.vertx.core.json.JsonObject NOTICES =
      TestCalendars.chinaText().getJsonObject("notices");

  private MinuteByMinute() {}

  /** Null when it is not reached within two years. */
  static @Nullable Instant businessHours(Instant start, int minutes, List<Pause> pauses) {
    int left = minutes;
    Instant now = start;
    for (int i = 0; i < 2 * 366 * 1_440; i++) {
      Instant next = now.plus(1, ChronoUnit.MINUTES);
      LocalDateTime here = LocalDateTime.ofInstant(now, TestCalendars.SHANGHAI);
      boolean isOpen =
          isWorked(here.toLocalDate())
              && !here.toLocalTime().isBefore(LocalTime.of(9, 0))
              && here.toLocalTime().isBefore(LocalTime.of(18, 0));
      if (isOpen && !isPaused(next, pauses)) {
        left--;
      }
      now = next;
      if (left == 0) {
        return now;
      }
    }
    return null;
  }

  /** Null when it is not reached within two years. */
  static @Nullable Instant workingDays(Instant start, int days, List<Pause> pauses) {
    int left = days;
    LocalDate first = LocalDateTime.ofInstant(start, TestCalendars.SHANGHAI).toLocalDate();
    Instant now = start;
    for (int i = 0; i < 2 * 366 * 1_440; i++) {
      now = now.plus(1, ChronoUnit.MINUTES);
      LocalDateTime here = LocalDateTime.ofInstant(now, TestCalendars.SHANGHAI);
      boolean isClose =
          here.toLocalTime().equals(LocalTime.of(18, 0))
              && here.toLocalDate().isAfter(first)
              && isWorked(here.toLocalDate());
      if (isClose && !isPaused(now, pauses)) {
        left--;
      }
      if (left == 0) {
        return now;
      }
    }
    return null;
  }

  private static boolean isPaused(Instant end, List<Pause> pauses) {
    return pauses.stream()
        .anyMatch(
            pause -> end.isAfter(pause.from()) && (pause.to() == null || !end.isAfter(pause.to())));
  }

  static boolean isWorked(LocalDate date) {
    var notice = NOTICES.getJsonObject(Integer.toString(date.getYear()));
    if (notice != null) {
      if (notice.getJsonObject("off").containsKey(date.toString())) {
        return false;
      }
      if (notice.getJsonObject("work").containsKey(date.toString())) {
        return true;
      }
    }
    return date.getDayOfWeek() != DayOfWeek.SATURDAY && date.getDayOfWeek() != DayOfWeek.SUNDAY;
  }
}

package dev.fieldcare.promises;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;

/** The calendars that tests count by. */
final class TestCalendars {
  static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
  static final Path DIRECTORY =
      Path.of(System.getProperty("fieldcare.home", ".."), "config", "calendars");

  private TestCalendars() {}

  static JsonObject chinaText() {
    try {
      return new JsonObject(Files.readString(DIRECTORY.resolve("cn.json")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The one that is shipped. */
  static WorkCalendar china() {
    return CalendarText.parse(chinaText(), 1, "cn.json");
  }

  /** China's with other hours, for instance with a break at noon. */
  static WorkCalendar open(String... openings) {
    JsonObject text = chinaText().put("makeUpHours", new JsonArray(java.util.List.of(openings)));
    for (String day : java.util.List.copyOf(text.getJsonObject("hours").fieldNames())) {
      text.getJsonObject("hours").put(day, new JsonArray(java.util.List.of(openings)));
    }
    return CalendarText.parse(text, 1, "cn.json");
  }

  /** In Shanghai, as {@code 2026-02-13T17:30}. */
  static Instant at(String local) {
    return LocalDateTime.parse(local).atZone(SHANGHAI).toInstant();
  }
}

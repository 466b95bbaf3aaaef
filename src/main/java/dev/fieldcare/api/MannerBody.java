package dev.fieldcare.api;

import dev.fieldcare.rollout.Maintenance;
import dev.fieldcare.rollout.Manner;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How an update is to be carried out, as a request says it; its members are taken out of it. */
final class MannerBody {
  private static final Pattern CLOCK = Pattern.compile("(\\d{1,3}):([0-5]\\d):([0-5]\\d)");

  private MannerBody() {}

  static Manner take(JsonObject body) {
    boolean forced = flag(body, "forced", true);
    boolean downloadOnly = flag(body, "downloadOnly", false);
    Object windows = body.remove("maintenance");
    Instant notBefore = time(body, "notBefore");
    Instant deadline = time(body, "deadline");
    Maintenance maintenance = windows == null ? null : maintenance(windows);
    if (downloadOnly && (maintenance != null || notBefore != null || deadline != null)) {
      throw Body.bad("downloadOnly", "false with maintenance, notBefore or deadline", downloadOnly);
    }
    return new Manner(forced, notBefore, deadline, downloadOnly, maintenance);
  }

  /** A flag that is taken out of the body. */
  static boolean flag(JsonObject body, String name, boolean otherwise) {
    Object value = body.remove(name);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw Body.bad(name, "true or false", value);
  }

  private static @Nullable Instant time(JsonObject body, String name) {
    Object value = body.remove(name);
    if (value == null) {
      return null;
    }
    if (value instanceof String text) {
      return Times.instant(name, text);
    }
    throw Body.bad(name, "a string", value);
  }

  private static Maintenance maintenance(Object windows) {
    if (!(windows instanceof Map<?, ?>) && !(windows instanceof JsonObject)) {
      throw Body.bad("maintenance", "an object", windows);
    }
    JsonObject json = windows instanceof JsonObject object ? object : JsonObject.mapFrom(windows);
    Body read = Body.parse(json.toBuffer(), List.of("schedule", "duration", "timezone"));
    String zone = read.text("timezone");
    return Maintenance.of(
        read.required("schedule"), duration(read.required("duration")), zone == null ? "Z" : zone);
  }

  /** As {@code 01:30:00}, which is how hawkBit has it, or as everywhere else. */
  private static Duration duration(String text) {
    Matcher clock = CLOCK.matcher(text);
    return clock.matches()
        ? Duration.ofHours(Long.parseLong(clock.group(1)))
            .plusMinutes(Long.parseLong(clock.group(2)))
            .plusSeconds(Long.parseLong(clock.group(3)))
        : Times.duration("duration", text);
  }
}

package dev.fieldcare.gateway;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reads a {@code ts}: epoch milliseconds between the year 2000 and tomorrow. */
final class Stamp {
  private static final long EARLIEST = Instant.parse("2000-01-01T00:00:00Z").toEpochMilli();
  private static final long AHEAD_MILLIS = 24 * 3_600_000L;

  private final ServerTime time;
  private boolean given;
  private long value;
  private @Nullable String reason;
  private String words = "";

  Stamp(ServerTime time) {
    this.time = time;
  }

  void clear() {
    given = false;
    reason = null;
  }

  /** Reads the value the parser stands on. */
  void read(JsonParser parser, JsonToken token, Decoded into) throws IOException {
    clear();
    switch (token) {
      case VALUE_NUMBER_INT -> {
        if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
          outside(Texts.shown(parser.getText()));
        } else {
          take(parser.getLongValue());
        }
      }
      case VALUE_NUMBER_FLOAT -> whole(parser.getDoubleValue());
      case VALUE_STRING -> {
        String text = parser.getText();
        if (Texts.isNumber(text)) {
          whole(Double.parseDouble(text));
          into.coerce();
        } else {
          malformed("text " + Texts.shown(text));
        }
      }
      case VALUE_NULL -> {}
      default -> {
        malformed(token.isStructStart() ? "an object or array" : Texts.shown(parser.getText()));
        parser.skipChildren();
      }
    }
  }

  private void whole(double number) {
    if (number != Math.rint(number)) {
      malformed(String.valueOf(number));
    } else if (Math.abs(number) > 1e15) {
      outside(String.valueOf(number));
    } else {
      take((long) number);
    }
  }

  private void take(long millis) {
    given = true;
    value = millis;
    if (millis < EARLIEST || millis > time.now() + AHEAD_MILLIS) {
      outside(String.valueOf(millis));
    }
  }

  private void outside(String found) {
    reason = "ts.outside";
    boolean seconds = given && value >= 1_000_000_000L && value < 10_000_000_000L;
    words =
        "expected ts in epoch milliseconds from 2000-01-01 to 24 h ahead, found "
            + found
            + (seconds ? ", which looks like seconds" : "");
  }

  private void malformed(String found) {
    reason = "ts.malformed";
    words = "expected ts as whole epoch milliseconds, found " + found;
  }

  /** Whether what was read cannot be used; the fault is then counted on the result. */
  boolean isRefused(Decoded into) {
    if (reason == null) {
      return false;
    }
    into.fault(reason, "ts", words);
    return true;
  }

  long orServerTime() {
    return given ? value : time.next();
  }
}

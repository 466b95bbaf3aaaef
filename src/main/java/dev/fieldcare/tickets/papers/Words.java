package dev.fieldcare.tickets.papers;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Currency;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** What a paper says in one language: its words, money, moments and lengths of time. */
final class Words {
  private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

  private final Language language;
  private final ZoneId zone;
  private final Properties words = new Properties();

  Words(Language language, ZoneId zone) {
    this.language = language;
    this.zone = zone;
    String name = "/papers/" + language.code() + ".properties";
    try (var in =
        new InputStreamReader(
            Objects.requireNonNull(Words.class.getResourceAsStream(name), name),
            StandardCharsets.UTF_8)) {
      words.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Language language() {
    return language;
  }

  String of(String key) {
    return Objects.requireNonNull(words.getProperty(key), key);
  }

  /** What a member of a document is called; its own name where nobody thought of it. */
  String label(String member) {
    return words.getProperty("label." + member, member);
  }

  /** A code as people say it; the code itself where nobody thought of it. */
  String code(String kind, String code) {
    return words.getProperty(kind + "." + code, code);
  }

  /** Money of the currency's smallest unit: {@code ¥ 1,234.56}. */
  String money(long amount, String currency) {
    int digits = 2;
    try {
      digits = Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
    } catch (IllegalArgumentException e) {
      // no currency of ISO 4217: two digits, and its own name before them
    }
    var format =
        new DecimalFormat(
            digits == 0 ? "#,##0" : "#,##0." + "0".repeat(digits),
            DecimalFormatSymbols.getInstance(Locale.ROOT));
    String sign = currency.equals("CNY") ? "¥" : currency + " ";
    return sign + format.format(BigDecimal.valueOf(amount, digits));
  }

  /** A stored moment, RFC 3339, as {@code 2026-12-22 16:15 (UTC+8)}. */
  String moment(@Nullable String stored) {
    if (stored == null) {
      return "–";
    }
    try {
      return moment(Instant.parse(stored));
    } catch (DateTimeException e) {
      return stored;
    }
  }

  String moment(Instant at) {
    String offset = zone.getRules().getOffset(at).getId();
    String shown =
        offset.equals("Z")
            ? ""
            : offset.replaceFirst("^([+-])0", "$1").replaceFirst(":00$", "").replace("-", "−");
    return MOMENT.format(at.atZone(zone)) + " (UTC" + shown + ")";
  }

  /** Anything that is one value: texts as they are, moments and durations readable. */
  String value(@Nullable Object value) {
    return switch (value) {
      case null -> "–";
      case Boolean truth -> of(truth ? "yes" : "no");
      case String text when text.matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z") -> moment(text);
      case String text when text.matches("PT[0-9.HMS]+") -> length(text);
      case JsonObject object -> object.encode();
      default -> String.valueOf(value);
    };
  }

  private static String length(String text) {
    try {
      Duration length = Duration.parse(text);
      return length.toMinutesPart() == 0 && length.toSecondsPart() == 0
          ? length.toHours() + " h"
          : length.toMinutes() + " min";
    } catch (DateTimeException e) {
      return text;
    }
  }
}

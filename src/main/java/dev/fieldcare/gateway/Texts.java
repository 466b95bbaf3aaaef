package dev.fieldcare.gateway;

import org.jspecify.annotations.Nullable;

/** What text from a device may be: short, well-formed, printable. */
final class Texts {
  private static final int LONGEST_NUMBER = 64;

  private Texts() {}

  /** 1 to {@code longest} characters, none of them a control character or half a surrogate pair. */
  static boolean isName(String text, int longest) {
    if (text.isEmpty() || text.length() > longest) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c)) {
        return false;
      }
      if (Character.isSurrogate(c)) {
        if (!Character.isHighSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  /** For messages to people: clipped, and without what could break a log line. */
  static String shown(@Nullable String text) {
    if (text == null) {
      return "null";
    }
    String clipped = text.length() > 40 ? text.substring(0, 40) + "…" : text;
    var shown = new StringBuilder(clipped.length());
    clipped
        .codePoints()
        .map(c -> Character.isISOControl(c) || (c >= 0xD800 && c < 0xE000) ? '?' : c)
        .forEach(shown::appendCodePoint);
    return shown.toString();
  }

  /** Whether the whole of the text is a number as JSON writes them (RFC 8259, 6). */
  static boolean isNumber(String text) {
    int length = text.length();
    if (length == 0 || length > LONGEST_NUMBER) {
      return false;
    }
    int i = text.charAt(0) == '-' ? 1 : 0;
    int whole = digitsFrom(text, i);
    if (whole == 0 || (whole > 1 && text.charAt(i) == '0')) {
      return false;
    }
    i += whole;
    if (i < length && text.charAt(i) == '.') {
      int fraction = digitsFrom(text, i + 1);
      if (fraction == 0) {
        return false;
      }
      i += 1 + fraction;
    }
    if (i < length && (text.charAt(i) == 'e' || text.charAt(i) == 'E')) {
      i++;
      if (i < length && (text.charAt(i) == '+' || text.charAt(i) == '-')) {
        i++;
      }
      int exponent = digitsFrom(text, i);
      if (exponent == 0) {
        return false;
      }
      i += exponent;
    }
    return i == length;
  }

  private static int digitsFrom(String text, int from) {
    int i = from;
    while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
      i++;
    }
    return i - from;
  }
}

package dev.fieldcare.gateway.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The header {@code Range: bytes=…}: which parts of a file are wanted. */
final class Ranges {
  private static final int MOST = 1_000;

  /** Both ends included. */
  record Range(long first, long last) {
    long length() {
      return last - first + 1;
    }
  }

  private Ranges() {}

  /**
   * In order and without overlap; empty when the header cannot be satisfied: malformed, beyond the
   * end, overlapping, or too many.
   */
  static Optional<List<Range>> parse(String header, long size) {
    if (!header.regionMatches(true, 0, "bytes=", 0, 6)) {
      return Optional.empty();
    }
    String[] parts = header.substring(6).split(",", MOST + 1);
    if (parts.length > MOST) {
      return Optional.empty();
    }
    var ranges = new ArrayList<Range>();
    for (String part : parts) {
      Range range = one(part.strip(), size);
      if (range == null) {
        return Optional.empty();
      }
      ranges.add(range);
    }
    ranges.sort(Comparator.comparingLong(Range::first));
    for (int i = 1; i < ranges.size(); i++) {
      if (ranges.get(i).first() <= ranges.get(i - 1).last()) {
        return Optional.empty();
      }
    }
    return Optional.of(List.copyOf(ranges));
  }

  private static @org.jspecify.annotations.Nullable Range one(String text, long size) {
    int dash = text.indexOf('-');
    if (dash < 0) {
      return null;
    }
    long first = number(text.substring(0, dash));
    long last = number(text.substring(dash + 1));
    boolean isSuffix = dash == 0;
    boolean isOpen = dash == text.length() - 1;
    if (isSuffix && isOpen || !isSuffix && first < 0 || !isOpen && last < 0) {
      return null;
    }
    if (isSuffix) {
      return last == 0 || size == 0 ? null : new Range(Math.max(0, size - last), size - 1);
    }
    long end = isOpen ? size - 1 : Math.min(last, size - 1);
    return first >= size || !isOpen && last < first ? null : new Range(first, end);
  }

  /** -1 when it is no number of ours. */
  private static long number(String digits) {
    if (digits.isEmpty() || digits.length() > 18) {
      return -1;
    }
    long number = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      number = number * 10 + c - '0';
    }
    return number;
  }
}

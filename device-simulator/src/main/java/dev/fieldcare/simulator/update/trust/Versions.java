package dev.fieldcare.simulator.update.trust;

import java.util.Comparator;

/** Orders versions as people read them: 1.10 after 1.9, and 1.5.0-rc1 before 1.5.0. */
public final class Versions {
  public static final Comparator<String> ORDER = Versions::compare;

  private Versions() {}

  private static int compare(String one, String other) {
    String[] left = one.split("-", 2);
    String[] right = other.split("-", 2);
    int numbers = compareParts(left[0], right[0]);
    if (numbers != 0) {
      return numbers;
    }
    if (left.length != right.length) {
      return right.length - left.length; // what has a suffix comes before what has none
    }
    return left.length == 1 ? 0 : compareParts(left[1], right[1]);
  }

  private static int compareParts(String one, String other) {
    String[] left = one.split("\\.", -1);
    String[] right = other.split("\\.", -1);
    for (int i = 0; i < Math.max(left.length, right.length); i++) {
      int order = comparePart(part(left, i), part(right, i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private static String part(String[] parts, int index) {
    return index < parts.length ? parts[index] : "0";
  }

  private static int comparePart(String one, String other) {
    if (one.matches("\\d{1,18}") && other.matches("\\d{1,18}")) {
      return Long.compare(Long.parseLong(one), Long.parseLong(other));
    }
    return one.compareTo(other);
  }
}

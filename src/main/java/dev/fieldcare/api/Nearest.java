package dev.fieldcare.api;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds which known word somebody meant by a misspelt one. */
final class Nearest {
  private Nearest() {}

  /** " (did you mean x?)" where a known word is near enough, otherwise nothing. */
  static String hint(String found, Collection<String> known) {
    return of(found, known).map(near -> " (did you mean " + near + "?)").orElse("");
  }

  static Optional<String> of(String found, Collection<String> known) {
    if (found.length() > 64) {
      return Optional.empty();
    }
    String lower = found.toLowerCase(Locale.ROOT);
    return known.stream()
        .filter(word -> distance(lower, word.toLowerCase(Locale.ROOT)) <= 1 + word.length() / 3)
        .min(Comparator.comparingInt(word -> distance(lower, word.toLowerCase(Locale.ROOT))));
  }

  /** Levenshtein's distance. */
  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, Math.min(previous[j], row[j - 1]) + 1);
      }
      previous = row;
    }
    return previous[b.length()];
  }
}

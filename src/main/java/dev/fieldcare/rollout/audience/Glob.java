package dev.fieldcare.rollout.audience;

/** A pattern of stars, question marks and characters that stand for themselves. */
final class Glob {
  private static final int MOST_STARS = 10;

  private Glob() {}

  /** Refuses what would take long to match, and a backslash that stands before nothing. */
  static void check(Token pattern) {
    int stars = 0;
    boolean escaped = false;
    for (char each : pattern.text().toCharArray()) {
      stars += !escaped && each == '*' ? 1 : 0;
      escaped = !escaped && each == '\\';
    }
    if (stars > MOST_STARS) {
      throw Filter.refused(
          "limit", pattern.at(), "at most " + MOST_STARS + " stars", String.valueOf(stars));
    }
    if (escaped) {
      throw Filter.refused(
          "value", pattern.at(), "a character after the last backslash", pattern.found());
    }
  }

  /** As SQL's LIKE writes it. */
  static String like(String pattern) {
    var like = new StringBuilder();
    boolean escaped = false;
    for (char each : pattern.toCharArray()) {
      if (!escaped && each == '\\') {
        escaped = true;
        continue;
      }
      if (!escaped && each == '*') {
        like.append('%');
      } else if (!escaped && each == '?') {
        like.append('_');
      } else {
        if (each == '%' || each == '_' || each == '\\') {
          like.append('\\');
        }
        like.append(each);
      }
      escaped = false;
    }
    return like.toString();
  }
}

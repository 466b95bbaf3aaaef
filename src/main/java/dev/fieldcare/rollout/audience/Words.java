package dev.fieldcare.rollout.audience;

import java.util.Locale;
import java.util.Set;

/** How the filter language spells words and quoted texts. */
final class Words {
  static final Set<String> KEYWORDS =
      Set.of("and", "or", "not", "in", "like", "exists", "is", "null");

  private Words() {}

  static boolean isStart(int character) {
    return Character.isLetterOrDigit(character) || character == '_';
  }

  static boolean isPart(int character) {
    return isStart(character) || character < 128 && ".:+-*?".indexOf(character) >= 0;
  }

  static boolean isKeyword(String word) {
    return KEYWORDS.contains(word.toLowerCase(Locale.ROOT));
  }

  static boolean isPlain(String text) {
    return !text.isEmpty()
        && isStart(text.codePointAt(0))
        && text.codePoints().allMatch(Words::isPart)
        && !isKeyword(text);
  }

  /** Whether it may follow {@code attribute.} without quotes. */
  static boolean isPlainKey(String key) {
    return !key.isEmpty() && key.codePoints().allMatch(Words::isPart);
  }

  /** A value, in quotes where it needs them. */
  static String print(String value) {
    return isPlain(value) ? value : quote(value);
  }

  static String quote(String text) {
    var quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            each -> {
              switch (each) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append("\\t");
                case '\r' -> quoted.append("\\r");
                default -> {
                  if (each < ' ' || each == 127) {
                    quoted.append("\\u%04x".formatted(each));
                  } else {
                    quoted.appendCodePoint(each);
                  }
                }
              }
            });
    return quoted.append('"').toString();
  }
}

package dev.fieldcare.rollout.audience;

import dev.fieldcare.base.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Cuts a filter's text into words, quoted texts and signs. */
final class Tokens {
  private static final List<String> SIGNS = List.of("!=", "<=", ">=", "=", "<", ">", "(", ")", ",");

  /** Kinds of characters that a message had better name by their number. */
  private static final Set<Byte> INVISIBLE =
      Set.of(
          Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.PRIVATE_USE,
          Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR);

  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  /** How many characters there are up to the place that was counted to. */
  private int characters;

  private int counted;

  private Tokens(String text) {
    this.text = text;
  }

  /**
   * @throws Problem {@code filter.syntax}
   */
  static List<Token> of(String text) {
    var tokens = new Tokens(text);
    while (tokens.skipSpace()) {
      tokens.next();
    }
    tokens.add(Token.Kind.END, "", text.length());
    return tokens.tokens;
  }

  private boolean skipSpace() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return at < text.length();
  }

  private void next() {
    int start = at;
    int character = text.codePointAt(at);
    if (character == '"') {
      add(Token.Kind.QUOTED, quoted(), start);
      return;
    }
    boolean isNegative =
        character == '-' && at + 1 < text.length() && Character.isDigit(text.charAt(at + 1));
    if (isNegative || Words.isStart(character) || character == '*' || character == '?') {
      while (at < text.length() && Words.isPart(text.codePointAt(at))) {
        at += Character.charCount(text.codePointAt(at));
      }
      add(Token.Kind.WORD, text.substring(start, at), start);
      return;
    }
    for (String sign : SIGNS) {
      if (text.startsWith(sign, at)) {
        at += sign.length();
        add(Token.Kind.SIGN, sign, start);
        return;
      }
    }
    throw wrong(start, "a field, a value, a sign or a bracket", name(character));
  }

  private String quoted() {
    int start = at++;
    var value = new StringBuilder();
    while (at < text.length()) {
      int character = text.codePointAt(at);
      at += Character.charCount(character);
      if (character == '"') {
        return value.toString();
      }
      int meant = character == '\\' ? escaped() : character;
      if (meant == 0 || meant >= Character.MIN_SURROGATE && meant <= Character.MAX_SURROGATE) {
        throw wrong(at - 1, "a character that can be stored", name(meant));
      }
      value.appendCodePoint(meant);
    }
    throw wrong(start, "a quotation mark at the end of the text that begins here", "none");
  }

  private int escaped() {
    if (at >= text.length()) {
      throw wrong(at, "a character after the backslash", "the end");
    }
    char character = text.charAt(at++);
    return switch (character) {
      case '"', '\\' -> character;
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'u' -> {
        String digits = text.substring(at, Math.min(text.length(), at + 4));
        if (!digits.matches("[0-9a-fA-F]{4}")) {
          throw wrong(at, "four hexadecimal digits", Words.quote(digits));
        }
        at += 4;
        yield Integer.parseInt(digits, 16);
      }
      default -> throw wrong(at - 1, "one of \" \\ n t r u after the backslash", name(character));
    };
  }

  private void add(Token.Kind kind, String found, int start) {
    characters += text.codePointCount(counted, start);
    counted = start;
    tokens.add(new Token(kind, found, characters + 1));
  }

  private Problem wrong(int place, String expected, String found) {
    int position = text.codePointCount(0, Math.min(place, text.length())) + 1;
    return Filter.refused("syntax", position, expected, found);
  }

  private static String name(int character) {
    return INVISIBLE.contains((byte) Character.getType(character))
        ? "U+%04X".formatted(character)
        : Words.quote(Character.toString(character));
  }
}

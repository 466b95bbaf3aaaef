package dev.fieldcare.rollout.audience;

/**
 * A piece of a filter's text.
 *
 * @param text of a quoted text what it stands for, else as written
 * @param at its place in the filter, counted in characters from 1
 */
record Token(Kind kind, String text, int at) {
  enum Kind {
    WORD,
    QUOTED,
    SIGN,
    END
  }

  boolean is(String keywordOrSign) {
    return switch (kind) {
      case WORD -> text.equalsIgnoreCase(keywordOrSign);
      case SIGN -> text.equals(keywordOrSign);
      case QUOTED, END -> false;
    };
  }

  boolean isValue() {
    return kind == Kind.QUOTED || kind == Kind.WORD && !Words.isKeyword(text);
  }

  /** What an error says was found. */
  String found() {
    String shown = text.length() > 40 ? text.substring(0, 40) + "…" : text;
    return kind == Kind.END ? "the end" : Words.quote(shown);
  }
}

package dev.fieldcare.base;

import java.util.regex.Pattern;

/** The last entry of a journal: noted elsewhere, it vouches for all before it. */
public record JournalHead(long seq, String hash) {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,18}):([0-9a-f]{64})");

  /** Of a journal without entries. */
  public static final JournalHead NONE = new JournalHead(0, JournalLink.BEFORE_THE_FIRST);

  /** Reads {@code SEQ:HASH}. */
  public static JournalHead parse(String text) {
    var found = FORM.matcher(text.strip());
    if (!found.matches()) {
      throw Problem.badInput(
          "journal.head", "expected SEQ:HASH as journal head prints it, found " + text);
    }
    return new JournalHead(Long.parseLong(found.group(1)), found.group(2));
  }

  @Override
  public String toString() {
    return seq + ":" + hash;
  }
}

package dev.fieldcare.tickets;

import dev.fieldcare.messaging.Letter;

/** A letter as it stands on a thread: its words, and the names of what came with it. */
final class LetterText {
  private static final int LONGEST = TicketWork.LONGEST_TEXT - 200;
  private static final int LONGEST_FILES = 2_000;
  private static final int LONGEST_TITLE = 200;

  private LetterText() {}

  static String of(Letter letter) {
    String words = letter.text().strip();
    if (words.isEmpty()) {
      words = letter.subject().isBlank() ? "(a mail without words)" : letter.subject().strip();
    }
    String files = files(letter);
    int room = LONGEST - files.length();
    String shown =
        words.length() > room
            ? words.substring(0, room) + "\n(cut off; the whole of it is with the letter)"
            : words;
    return shown + files;
  }

  static String title(Letter letter) {
    String subject = letter.subject().strip();
    String title = subject.isEmpty() ? of(letter).lines().findFirst().orElse("") : subject;
    return title.length() > LONGEST_TITLE ? title.substring(0, LONGEST_TITLE) : title;
  }

  private static String files(Letter letter) {
    if (letter.attachments().isEmpty()) {
      return "";
    }
    var names = new StringBuilder("\n\nAttached:");
    for (Letter.Attachment each : letter.attachments()) {
      if (names.length() < LONGEST_FILES) {
        names.append("\n- ").append(each.name()).append(" (").append(each.type()).append(")");
      }
    }
    return names.toString();
  }
}

package dev.fieldcare.tickets;

import dev.fieldcare.messaging.Letter;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A letter as it stands on a thread: its words without those it quotes below them, and the names of
 * what came with it. Whoever answers between the lines is shown whole.
 */
final class LetterText {
  private static final Pattern ORIGINAL =
      Pattern.compile("-{3,} ?(Original Message|Original-Nachricht|原始邮件) ?-{3,}");
  private static final Pattern INTRODUCES = Pattern.compile(".*(wrote|schrieb|写道)\\s?[:：]");
  private static final int LONGEST = TicketWork.LONGEST_TEXT - 200;
  private static final int LONGEST_FILES = 2_000;
  private static final int LONGEST_TITLE = 200;

  private LetterText() {}

  static String of(Letter letter) {
    String words = own(letter.text()).strip();
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

  /** Without the quoted end, unless there is nothing before it. */
  static String own(String text) {
    List<String> lines = text.lines().toList();
    int end = lines.size();
    for (int i = 0; i < lines.size(); i++) {
      if (ORIGINAL.matcher(lines.get(i).strip()).matches()) {
        end = i;
        break;
      }
    }
    while (end > 0 && (lines.get(end - 1).isBlank() || lines.get(end - 1).startsWith(">"))) {
      end--;
    }
    boolean isQuoted =
        end < lines.size() && !String.join("", lines.subList(end, lines.size())).isBlank();
    if (isQuoted && end > 0 && INTRODUCES.matcher(lines.get(end - 1).strip()).matches()) {
      end--;
    }
    String own = String.join("\n", lines.subList(0, end)).strip();
    return own.isEmpty() ? text : own;
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

package dev.fieldcare.messaging;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.fieldcare.base.Problem;

/** Whatever lies in a mailbox is read, within bounds and without what could act, or refused. */
class LetterReaderFuzz {

  @FuzzTest
  void a_mail_is_read_or_refused(byte[] bytes) {
    Letter letter;
    try {
      letter = LetterReader.read(bytes, "desk@fieldcare.example");
    } catch (Problem refused) {
      return;
    }
    claim(letter.sender().matches("[^\\s\\p{Cntrl}<>@]+@[^\\s\\p{Cntrl}<>@]+"), letter.sender());
    claim(!letter.identity().isEmpty(), "no identity");
    claim(isOneLine(letter.subject()), letter.subject());
    claim(letter.text().indexOf('\0') < 0, "a NUL in the text");
    claim(letter.attachments().size() <= 20, "too many attachments");
    for (Letter.Attachment each : letter.attachments()) {
      claim(isOneLine(each.name()) && !each.name().matches(".*[/\\\\].*"), each.name());
      claim(isOneLine(each.type()), each.type());
    }
    letter.ticket("fieldcare.example");
  }

  private static boolean isOneLine(String text) {
    return text.chars().noneMatch(Character::isISOControl);
  }

  private static void claim(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}

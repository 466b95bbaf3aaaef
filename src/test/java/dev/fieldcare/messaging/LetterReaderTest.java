package dev.fieldcare.messaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LetterReaderTest {
  private static Letter read(String mail) {
    return LetterReader.read(mail.getBytes(StandardCharsets.UTF_8), "desk@fieldcare.example");
  }

  /** Decoded to its end, this one would keep the mailbox's thread for minutes. */
  @Test
  void a_subject_of_very_many_encoded_words_is_read_at_once() {
    String subject = "=?utf-8?Q?a?= ".repeat(150_000);
    Letter letter =
        assertTimeoutPreemptively(
            Duration.ofSeconds(20),
            () -> read("From: ann@acme.example\r\nSubject: " + subject + "\r\n\r\nhello"));
    assertTrue(letter.subject().startsWith("aaaa"), letter.subject());
    assertEquals("hello", letter.text());
  }
}

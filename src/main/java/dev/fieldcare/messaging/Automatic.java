package dev.fieldcare.messaging;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells mail that programs write (RFC 3834 and habit): answers of the absent, bounces, lists, our
 * own. Nothing may follow from it, or two programs would write to each other for ever.
 */
final class Automatic {
  private static final Set<String> BULK = Set.of("bulk", "junk", "list", "auto_reply");
  private static final Set<String> ROBOTS =
      Set.of("mailer-daemon", "postmaster", "noreply", "no-reply");

  private Automatic() {}

  /** Null when a person seems to have written it. */
  static @Nullable String reason(MimeMessage message, String sender, String own)
      throws MessagingException {
    String submitted = header(message, "Auto-Submitted");
    if (!submitted.isEmpty() && !submitted.equals("no")) {
      return "Auto-Submitted";
    }
    if (BULK.contains(header(message, "Precedence"))) {
      return "Precedence";
    }
    for (String each :
        new String[] {"X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress", "List-Id"}) {
      if (!header(message, each).isEmpty()) {
        return each;
      }
    }
    if (header(message, "Return-Path").equals("<>")
        || message.getContentType().toLowerCase(Locale.ROOT).startsWith("multipart/report")) {
      return "a bounce";
    }
    if (sender.equals(own)) {
      return "our own";
    }
    return ROBOTS.contains(sender.substring(0, sender.indexOf('@'))) ? "a robot's address" : null;
  }

  private static String header(MimeMessage message, String name) throws MessagingException {
    return LetterReader.first(message, name).strip().toLowerCase(Locale.ROOT);
  }
}

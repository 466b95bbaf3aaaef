package dev.fieldcare.messaging;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A mail that came in, read and bounded: no control characters outside its text, nothing unpacked.
 *
 * @param identity its Message-ID, or where it has none the hash of its bytes
 * @param sender the bare address, in lower case
 * @param references the Message-IDs it answers, In-Reply-To first
 * @param automatic why it is the work of a program, or null when a person seems to have written it
 */
public record Letter(
    String identity,
    String sender,
    String subject,
    String text,
    List<String> references,
    List<Attachment> attachments,
    @Nullable String automatic) {
  private static final Pattern NUMBER = Pattern.compile("[A-Z]{1,3}-[0-9]{4}-[0-9]{6,9}");
  private static final Pattern IN_SUBJECT = Pattern.compile("\\[(" + NUMBER.pattern() + ")]");

  /** A file that came along, as it is; whoever opens it should not trust it. */
  public record Attachment(String name, String type, byte[] content) {}

  /**
   * The ticket it says to be about: by what it answers, or else by its subject. That is a claim;
   * whether the sender may speak there is for others to say.
   *
   * @param domain of the Message-IDs that are ours
   */
  public Optional<String> ticket(String domain) {
    for (String reference : references) {
      int at = reference.indexOf('@');
      if (at > 0
          && reference.substring(at + 1).equalsIgnoreCase(domain)
          && NUMBER.matcher(reference.substring(0, at)).matches()) {
        return Optional.of(reference.substring(0, at));
      }
    }
    Matcher found = IN_SUBJECT.matcher(subject);
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }
}

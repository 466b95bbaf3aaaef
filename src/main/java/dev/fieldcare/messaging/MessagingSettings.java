package dev.fieldcare.messaging;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How messages get out.
 *
 * @param attempts how often a delivery is tried before it is given up
 * @param firstDelay the wait after the first failure; it doubles with every further one
 * @param timeout how long a webhook may take to answer
 * @param mail null when no mail is to be sent
 * @param imap null when no mail is to be read
 * @param sms null when no short messages are to be sent
 */
public record MessagingSettings(
    int attempts,
    Duration firstDelay,
    Duration timeout,
    @Nullable Mail mail,
    @Nullable Imap imap,
    @Nullable Sms sms) {

  /** Twelve attempts over about a day; no mail. */
  public static final MessagingSettings DEFAULT =
      new MessagingSettings(12, Duration.ofSeconds(40), Duration.ofSeconds(10), null, null, null);

  /** With neither a mailbox to read nor short messages. */
  public MessagingSettings(
      int attempts, Duration firstDelay, Duration timeout, @Nullable Mail mail) {
    this(attempts, firstDelay, timeout, mail, null, null);
  }

  public MessagingSettings {
    if (attempts < 1 || !firstDelay.isPositive() || !timeout.isPositive()) {
      throw new IllegalArgumentException(
          "messaging needs attempts of at least 1 and positive delays, found %d, %s, %s"
              .formatted(attempts, firstDelay, timeout));
    }
  }

  /** How the connection to the mail server is protected. */
  public enum Security {
    NONE,
    STARTTLS,
    TLS
  }

  /** The language of mails. */
  public enum Language {
    EN,
    ZH
  }

  /**
   * The mail server and who gets ticket notices.
   *
   * @param most how many mails at most go out within {@code window}; the rest become one
   */
  public record Mail(
      String host,
      int port,
      Security security,
      @Nullable String user,
      @Nullable String password,
      String from,
      List<String> to,
      Language language,
      int most,
      Duration window) {

    public Mail {
      to = List.copyOf(to);
      if (to.isEmpty()) {
        throw new IllegalArgumentException("mail needs somebody to go to");
      }
    }

    @Override
    public String toString() {
      return "%s:%d %s from %s to %s".formatted(host, port, security, from, to);
    }
  }

  /** How we show an HTTP gateway who we are. */
  public enum Authorization {
    NONE,
    /** The secret as a bearer token. */
    BEARER,
    /** Signed with the secret, as webhooks are. */
    HMAC
  }

  /**
   * The gateway that sends short messages.
   *
   * @param template the body it wants, with {@code {to}} and {@code {text}} in its strings
   */
  public record Sms(String url, JsonObject template, Authorization authorization, String secret) {

    @Override
    public String toString() {
      return url;
    }
  }

  /**
   * The mailbox that is read.
   *
   * @param every how long to wait between two looks
   * @param largest bytes a mail may have; larger ones are not fetched
   */
  public record Imap(
      String host,
      int port,
      Security security,
      String user,
      String password,
      String folder,
      Duration every,
      int largest) {

    @Override
    public String toString() {
      return "%s@%s:%d/%s".formatted(user, host, port, folder);
    }
  }
}

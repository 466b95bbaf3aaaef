package dev.fieldcare.tickets;

import dev.fieldcare.base.Problem;
import dev.fieldcare.messaging.Mailer;
import dev.fieldcare.messaging.MessagingSettings.Language;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import org.jspecify.annotations.Nullable;

/**
 * Sends what is said to customers to their contact's mailbox: on tickets that came by mail or whose
 * customer wrote last by mail, and where the writer chose mail. The ticket's number is in the
 * subject, so that the answer finds its way back.
 */
public final class ThreadMail implements ThreadPost {
  private static final int LONGEST_SUBJECT = 150;

  private final @Nullable Mailer mailer;

  /**
   * @param mailer null when no mail is to be sent
   */
  public ThreadMail(@Nullable Mailer mailer) {
    this.mailer = mailer;
  }

  @Override
  public Future<Void> send(SqlConnection transaction, Ticket ticket, Message message) {
    if (message.direction() != Message.Direction.OUT || !goesByMail(ticket, message)) {
      return Future.succeededFuture();
    }
    String address = address(ticket);
    Mailer by = mailer;
    if (address == null || by == null) {
      return isWanted(message)
          ? Future.failedFuture(refusal(ticket, address))
          : Future.succeededFuture();
    }
    var mail =
        new Mailer.Mail(subject(ticket), body(ticket, message, by.language()), ticket.number());
    boolean byPerson = message.authorKind() == Message.AuthorKind.HUMAN;
    return by.answer(transaction, address, mail, byPerson, lastLetter(ticket));
  }

  /** Said on the telephone or in a chat, it was heard there. */
  private static boolean goesByMail(Ticket ticket, Message message) {
    boolean cameByMail =
        ticket.channel().equals(Message.Channel.EMAIL.code())
            || ticket.messages().stream()
                .filter(each -> each.direction() == Message.Direction.IN)
                .reduce((earlier, later) -> later)
                .filter(each -> each.channel() == Message.Channel.EMAIL)
                .isPresent();
    return switch (message.channel()) {
      case EMAIL -> true;
      case API, PORTAL, SYSTEM -> cameByMail;
      case PHONE, CHAT -> false;
    };
  }

  private static boolean isWanted(Message message) {
    return message.channel() == Message.Channel.EMAIL
        && message.authorKind() == Message.AuthorKind.HUMAN;
  }

  private static Problem refusal(Ticket ticket, @Nullable String address) {
    return address == null
        ? Problem.conflict(
            "ticket.contact",
            ticket.number() + ": expected a contact with an e-mail address, found none")
        : Problem.conflict("mail.none", "expected mail to be configured, found no mail.host");
  }

  private static @Nullable String address(Ticket ticket) {
    JsonObject contact = ticket.contact();
    return contact == null ? null : Given.text(contact, "email");
  }

  private static String subject(Ticket ticket) {
    String about = ticket.title() != null ? ticket.title() : ticket.about();
    String subject = "[%s] %s".formatted(ticket.number(), about.replaceAll("[\\p{Cntrl}]+", " "));
    return subject.length() > LONGEST_SUBJECT ? subject.substring(0, LONGEST_SUBJECT) : subject;
  }

  private static String body(Ticket ticket, Message message, Language language) {
    String foot =
        switch (language) {
          case EN -> "Please keep %s in the subject when you answer.";
          case ZH -> "回复时请在主题中保留 %s。";
        };
    return message.text().strip()
        + "\n\n-- \n"
        + foot.formatted("[" + ticket.number() + "]")
        + "\n";
  }

  /** The Message-ID of the customer's last mail, which this one answers. */
  private static @Nullable String lastLetter(Ticket ticket) {
    return ticket.messages().stream()
        .filter(each -> each.direction() == Message.Direction.IN)
        .filter(each -> each.channel() == Message.Channel.EMAIL)
        .map(each -> String.valueOf(each.externalId()))
        .filter(each -> each.matches("[^<>@\\s]{1,200}@[^<>@\\s]{1,200}"))
        .reduce((earlier, later) -> later)
        .orElse(null);
  }
}

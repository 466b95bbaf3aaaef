package dev.fieldcare.tickets;

import dev.fieldcare.messaging.Mailer;
import dev.fieldcare.messaging.Webhooks;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Sends ticket news out: everything to the webhooks that want it; mail when a ticket is opened, its
 * severity raised, or it ends. Of tickets with a parent the parent's news is enough: theirs are
 * gathered into one mail, and webhooks hear only of what somebody decided.
 */
public final class TicketNotices implements Notices {
  private static final Duration SETTLE = Duration.ofSeconds(5);

  private final Webhooks webhooks;
  private final @Nullable Mailer mailer;
  private final String publicUrl;

  /**
   * @param mailer null when no mail is to be sent
   * @param publicUrl where people reach this server, as in {@code https://fieldcare.example}
   */
  public TicketNotices(Webhooks webhooks, @Nullable Mailer mailer, String publicUrl) {
    this.webhooks = webhooks;
    this.mailer = mailer;
    this.publicUrl = publicUrl.replaceAll("/+$", "");
  }

  @Override
  public Future<Void> enqueue(SqlConnection transaction, List<TicketNews> news) {
    return floods(transaction, news)
        .compose(
            floods -> {
              List<TicketNews> loud =
                  news.stream().filter(each -> !isBehindParent(each, floods)).toList();
              List<TicketNews> told =
                  news.stream().filter(each -> loud.contains(each) || isDecision(each)).toList();
              return webhooks
                  .enqueue(transaction, told.stream().map(TicketNotices::event).toList())
                  .compose(done -> mail(transaction, news, loud));
            });
  }

  /** Ids of the floods that are on; asked for only when there is something to drown in them. */
  private static Future<Set<String>> floods(SqlConnection transaction, List<TicketNews> news) {
    if (news.stream().noneMatch(each -> each.type() == TicketNews.Type.OPENED)) {
      return Future.succeededFuture(Set.of());
    }
    return transaction
        .query("SELECT cause_id FROM tickets WHERE is_open AND cause_type = 'flood'")
        .execute()
        .map(
            rows ->
                rows.stream().map(row -> row.getString("cause_id")).collect(Collectors.toSet()));
  }

  /** Whether a parent speaks for the ticket, or will in a moment. */
  private static boolean isBehindParent(TicketNews news, Set<String> floods) {
    Ticket ticket = news.ticket();
    boolean willDrown =
        news.type() == TicketNews.Type.OPENED
            && ticket.cause() == null
            && (floods.contains(Cause.EVERYWHERE)
                || (ticket.customer() != null && floods.contains(ticket.customer())));
    return ticket.isChild() || willDrown;
  }

  /** Whether programs hear of it even when a parent speaks for the ticket. */
  private static boolean isDecision(TicketNews news) {
    return switch (news.type()) {
      case TRANSITIONED,
          CLOSED,
          ASSIGNED,
          COMMENTED,
          SAID,
          QUOTED,
          SIGNED,
          SEVERITY_RAISED,
          RELEASED ->
          true;
      default -> false;
    };
  }

  private static Webhooks.Event event(TicketNews news) {
    return new Webhooks.Event(
        news.type().code(), new JsonObject().put("ticket", news.ticket().json()));
  }

  /**
   * Mails of an opening are held back a little: if the ticket turns out to be one of many with the
   * same cause, the parent's mail is enough. What happens behind a parent goes into a digest.
   */
  private Future<Void> mail(
      SqlConnection transaction, List<TicketNews> news, List<TicketNews> loud) {
    Mailer by = mailer;
    if (by == null) {
      return Future.succeededFuture();
    }
    var openings = new ArrayList<Mailer.Mail>();
    var others = new ArrayList<Mailer.Mail>();
    var together = new ArrayList<Mailer.Mail>();
    var withdrawn = new ArrayList<String>();
    for (TicketNews each : news) {
      if (each.type() == TicketNews.Type.JOINED) {
        withdrawn.add(each.ticket().number());
      } else if (isWorthAMail(each)) {
        boolean isOpening = each.type() == TicketNews.Type.OPENED && each.ticket().cause() == null;
        boolean isLoud = loud.contains(each) && each.type() != TicketNews.Type.RELEASED;
        (!isLoud ? together : isOpening ? openings : others)
            .add(TicketMail.of(each, by.language(), publicUrl));
      }
    }
    return by.withdraw(transaction, withdrawn)
        .compose(done -> by.enqueue(transaction, openings, List.of(), SETTLE))
        .compose(done -> by.enqueue(transaction, others, together, Duration.ZERO));
  }

  private static boolean isWorthAMail(TicketNews news) {
    return switch (news.type()) {
      case OPENED, SEVERITY_RAISED, CLOSED, RELEASED -> true;
      case TRANSITIONED ->
          !news.ticket().state().isOpen() || news.ticket().state() == State.DISPUTED;
      default -> false;
    };
  }
}

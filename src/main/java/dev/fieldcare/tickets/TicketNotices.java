package dev.fieldcare.tickets;

import dev.fieldcare.messaging.Mailer;
import dev.fieldcare.messaging.Webhooks;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends ticket news out: everything to the webhooks that want it; mail when a ticket is opened, its
 * severity raised, or it ends.
 */
public final class TicketNotices implements Notices {
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
    List<Webhooks.Event> events =
        news.stream()
            .map(
                each ->
                    new Webhooks.Event(
                        each.type().code(), new JsonObject().put("ticket", each.ticket().json())))
            .toList();
    return webhooks.enqueue(transaction, events).compose(done -> mail(transaction, news));
  }

  private Future<Void> mail(SqlConnection transaction, List<TicketNews> news) {
    Mailer by = mailer;
    if (by == null) {
      return Future.succeededFuture();
    }
    return by.enqueue(
        transaction,
        news.stream()
            .filter(TicketNotices::isWorthAMail)
            .map(each -> TicketMail.of(each, by.language(), publicUrl))
            .toList());
  }

  private static boolean isWorthAMail(TicketNews news) {
    return switch (news.type()) {
      case OPENED, SEVERITY_RAISED, CLOSED -> true;
      case TRANSITIONED -> !news.ticket().state().isOpen();
      default -> false;
    };
  }
}

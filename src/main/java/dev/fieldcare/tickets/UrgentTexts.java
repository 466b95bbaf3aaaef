package dev.fieldcare.tickets;

import dev.fieldcare.messaging.MessagingSettings.Language;
import dev.fieldcare.messaging.Sms;
import dev.fieldcare.registry.Severity;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/**
 * Sends those on call a short message when a critical ticket is opened, or one becomes critical,
 * besides what else is sent. In a storm the first few are enough: mail tells the rest.
 */
public final class UrgentTexts implements Notices {
  private static final Duration SETTLE = Duration.ofSeconds(5);
  private static final Duration OF_USE = Duration.ofHours(2);
  private static final Duration WINDOW = Duration.ofMinutes(10);
  private static final int MOST = 5;
  private static final int LONGEST = 200;

  private final Notices others;
  private final Sms sms;
  private final Function<SqlClient, Future<List<String>>> phones;
  private final Clock clock;

  /**
   * @param others what else is sent
   * @param phones of those on call
   */
  public UrgentTexts(
      Notices others, Sms sms, Function<SqlClient, Future<List<String>>> phones, Clock clock) {
    this.others = others;
    this.sms = sms;
    this.phones = phones;
    this.clock = clock;
  }

  @Override
  public Future<Void> enqueue(SqlConnection transaction, List<TicketNews> news) {
    List<String> joined =
        news.stream()
            .filter(each -> each.type() == TicketNews.Type.JOINED)
            .map(each -> each.ticket().number())
            .toList();
    List<TicketNews> urgent = news.stream().filter(UrgentTexts::isUrgent).toList();
    return others
        .enqueue(transaction, news)
        .compose(done -> sms.withdraw(transaction, joined))
        .compose(
            done -> urgent.isEmpty() ? Future.succeededFuture() : textAll(transaction, urgent));
  }

  private static boolean isUrgent(TicketNews news) {
    boolean isNews =
        news.type() == TicketNews.Type.OPENED || news.type() == TicketNews.Type.SEVERITY_RAISED;
    Ticket ticket = news.ticket();
    return isNews && ticket.severity() == Severity.CRITICAL && !ticket.isChild();
  }

  private Future<Void> textAll(SqlConnection sql, List<TicketNews> urgent) {
    return phones
        .apply(sql)
        .compose(
            numbers ->
                numbers.isEmpty()
                    ? Future.succeededFuture()
                    : sms.threadsSince(sql, WINDOW)
                        .compose(
                            sent ->
                                text(
                                    sql,
                                    numbers,
                                    urgent.stream().limit(Math.max(0, MOST - sent)).toList())));
  }

  private Future<Void> text(SqlConnection sql, List<String> numbers, List<TicketNews> urgent) {
    Instant until = clock.instant().plus(OF_USE);
    Future<Void> written = Future.succeededFuture();
    for (TicketNews each : urgent) {
      String words = TicketMail.of(each, Language.EN, "").subject();
      String text = words.length() > LONGEST ? words.substring(0, LONGEST) : words;
      for (String to : numbers) {
        written =
            written.compose(
                done -> sms.enqueue(sql, to, text, until, each.ticket().number(), SETTLE));
      }
    }
    return written;
  }
}

package dev.fieldcare.tickets;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** What open fault tickets mean for their devices, told to those who must not read tickets. */
public final class TicketFacts {

  /** Who keeps the facts of some devices: what a query says of them, in the transaction given. */
  public interface Keeper {
    Keeper NOBODY = (transaction, facts, devices) -> Future.succeededFuture();

    Future<Void> keep(SqlClient transaction, String facts, Collection<String> devices);
  }

  private static final Set<TicketNews.Type> TELLING =
      Set.of(TicketNews.Type.OPENED, TicketNews.Type.TRANSITIONED, TicketNews.Type.CLOSED);

  private static final String FACTS =
      """
      SELECT device, array_agg(symptom ORDER BY symptom COLLATE "C") AS symptoms,
        array_agg(number ORDER BY symptom COLLATE "C") AS tickets,
        (array_agg(CASE state WHEN 'REPAIRING' THEN 'IN_REPAIR' WHEN 'DISPUTED' THEN 'DISPUTED'
          WHEN 'TESTING' THEN 'IN_SOAK' END ORDER BY %1$s, id))[1] AS frozen,
        (array_agg(CASE WHEN %1$s IS NOT NULL THEN number END ORDER BY %1$s, id))[1] AS frozen_by
      FROM tickets WHERE is_open AND kind = 'fault' AND %2$s GROUP BY device\
      """;

  private static final String FREEZING =
      "array_position(ARRAY['REPAIRING', 'DISPUTED', 'TESTING'], state)";

  /** The facts of all devices, as {@code registry.DeviceFacts} takes them. */
  public static final String OF_ALL = FACTS.formatted(FREEZING, "device IS NOT NULL");

  /** The same of those devices whose ids are in the array {@code $1}. */
  static final String OF_SOME = FACTS.formatted(FREEZING, "device = ANY ($1)");

  private TicketFacts() {}

  /** Has the keeper take note of what the news changed, if that concerns facts. */
  static Future<Void> tell(Keeper keeper, SqlClient transaction, List<TicketNews> news) {
    List<String> devices =
        news.stream()
            .filter(each -> TELLING.contains(each.type()))
            .map(each -> each.ticket().device())
            .filter(Objects::nonNull)
            .distinct()
            .sorted()
            .toList();
    return devices.isEmpty()
        ? Future.succeededFuture()
        : keeper.keep(transaction, OF_SOME, devices);
  }
}

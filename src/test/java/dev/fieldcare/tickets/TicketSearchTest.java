package dev.fieldcare.tickets;

import static dev.fieldcare.tickets.Desk.active;
import static dev.fieldcare.tickets.Desk.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A ticket is found by any piece of its words, however old it is. */
class TicketSearchTest {
  private final Desk it = new Desk();

  @AfterEach
  void close() {
    it.close();
  }

  /** So many tickets of others, opened in between. */
  private void later(int tickets) {
    await(
        it.database
            .pool()
            .query(
                """
                INSERT INTO tickets (number, kind, state, device, model, symptom, severity,
                  opened_at, first_seen_at, last_seen_at, updated_at, occurrences, active_alarms,
                  because, because_key, because_args)
                SELECT translate(i || '-' || (SELECT count(*) FROM tickets), '0123456789',
                    'abcdefghij'), 'fault', 'CLOSED', 'x', 'x', 'x', 'minor', now(), now(), now(), now(), 1, 0, 'x', 'x', '{}'
                FROM generate_series(1, %d) i
                """
                    .formatted(tickets))
            .execute());
  }

  private List<String> found(String text, String... more) {
    var query = new java.util.HashMap<>(Map.of("q", text));
    for (int i = 0; i < more.length; i += 2) {
      query.put(more[i], more[i + 1]);
    }
    return await(it.desk.list(TicketFilter.parse(query), 10, null)).items().stream()
        .map(Ticket::number)
        .toList();
  }

  @Test
  void new_and_old_ones_are_found_by_pieces_of_device_symptom_words_and_chinese() {
    it.hear(active("pump-0417", "temperature.high", 0));
    later(10_000);
    it.hear(active("pump-0418", "vibration.high", 0));
    for (String piece : List.of("p-0417", "417", "MP-0417", "temperature.h", "000001")) {
      assertEquals(List.of("F-2026-000001"), found(piece), piece);
    }
    assertEquals(List.of("F-2026-000002", "F-2026-000001"), found("pump-04"));
    assertEquals(List.of("F-2026-000002", "F-2026-000001"), found("u"));
    assertEquals(List.of(), found("0419"));
    assertEquals(List.of(), found("4170"));
    assertEquals(List.of("F-2026-000001"), found("pump", "device", "pump-0417"));
  }

  @Test
  void words_that_change_are_found_as_they_are() {
    it.hear(active("pump-0417", "temperature.high", 0));
    await(it.database.pool().query("UPDATE tickets SET because = '水泵轴承漏水，温度过高'").execute());
    later(10_000);
    it.hear(active("pump-0418", "vibration.high", 0));
    for (String piece : List.of("漏", "漏水", "轴承漏水，温", "水泵轴承漏水，温度过高")) {
      assertEquals(List.of("F-2026-000001"), found(piece), piece);
    }
    assertEquals(List.of(), found("水漏"));
    assertEquals(List.of(), found("%"));
  }

  @Test
  void pages_follow_one_another_across_the_border_of_what_is_looked_at() {
    for (int i = 0; i < 6; i++) {
      it.hear(active("pump-" + i, "temperature.high", 0));
      later(i % 2 == 0 ? 6_000 : 1);
    }
    var numbers = new java.util.ArrayList<String>();
    String after = null;
    do {
      var page = await(it.desk.list(TicketFilter.parse(Map.of("q", "temperature")), 2, after));
      page.items().forEach(each -> numbers.add(each.number()));
      after = page.next();
    } while (after != null);
    assertEquals(
        List.of(6, 5, 4, 3, 2, 1),
        numbers.stream().map(each -> Integer.parseInt(each.substring(7))).toList());
  }
}

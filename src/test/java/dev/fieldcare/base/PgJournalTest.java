package dev.fieldcare.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class PgJournalTest {
  private final Vertx vertx = Vertx.vertx();
  private final Database database = TestDatabase.open(vertx);
  private final PgJournal journal = new PgJournal(Clock.systemUTC());

  @AfterEach
  void close() {
    database.close();
    Await.get(vertx.close());
  }

  @Test
  void entries_come_back_in_order_as_they_were_written() {
    JsonObject data = new JsonObject().put("z", 1.5).put("a", new JsonArray().add("ü\n").addNull());
    append("ticket:1", data);
    append("ticket:2", new JsonObject());
    append("ticket:1", new JsonObject());

    var all = Await.get(journal.list(database.pool(), null, 2, null));
    assertEquals(List.of(1L, 2L), all.items().stream().map(PgJournal.Line::seq).toList());
    assertEquals(data, all.items().getFirst().data());
    var rest = Await.get(journal.list(database.pool(), all.next(), 2, null));
    assertEquals(List.of(3L), rest.items().stream().map(PgJournal.Line::seq).toList());
    assertNull(rest.next());
    assertEquals(
        List.of(1L, 3L),
        Await.get(journal.list(database.pool(), null, 9, "ticket:1")).items().stream()
            .map(PgJournal.Line::seq)
            .toList());
    assertEquals(3, sound().entries());
  }

  @Test
  void many_that_append_at_a_time_make_one_chain_without_gaps() {
    var running = new ArrayList<Future<Long>>();
    for (int i = 0; i < 200; i++) {
      running.add(
          database.transaction(transaction -> journal.append(transaction, entry("x:" + 1))));
    }
    List<Long> numbers = running.stream().map(Await::get).sorted().toList();
    assertEquals(LongStream.rangeClosed(1, 200).boxed().toList(), numbers);
    assertEquals(200, sound().entries());
  }

  @Test
  void what_is_rolled_back_leaves_no_gap() {
    append("x:1", new JsonObject());
    Assertions.assertThrows(
        IllegalStateException.class,
        () ->
            Await.get(
                database.transaction(
                    transaction ->
                        journal
                            .append(transaction, entry("x:2"))
                            .compose(
                                seq -> Future.failedFuture(new IllegalStateException("no"))))));
    append("x:3", new JsonObject());
    assertEquals(2, sound().entries());
  }

  @Test
  void nothing_in_it_can_be_changed_or_removed() {
    append("x:1", new JsonObject());
    for (String sql :
        List.of("UPDATE journal SET actor = 'me'", "DELETE FROM journal", "TRUNCATE journal")) {
      PgException refusal =
          Assertions.assertThrows(
              PgException.class, () -> Await.get(database.pool().query(sql).execute()));
      assertTrue(String.valueOf(refusal.getMessage()).contains("append-only"));
    }
    assertEquals(1, sound().entries());
  }

  private JournalChain.Finding sound() {
    JournalChain.Finding found = Await.get(journal.verify(database.pool()));
    assertTrue(found.isSound(), found.toString());
    return found;
  }

  private void append(String subject, JsonObject data) {
    var entry = new Journal.Entry("user:me", subject, "thing.done", data);
    Await.get(database.transaction(transaction -> journal.append(transaction, entry)));
  }

  private static Journal.Entry entry(String subject) {
    return new Journal.Entry("system", subject, "thing.done", new JsonObject().put("x", 1));
  }
}

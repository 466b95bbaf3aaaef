package dev.fieldcare.tickets;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fieldcare.base.Await;
import dev.fieldcare.base.Database;
import dev.fieldcare.base.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TurnTest {
  /** Two hundred and fifty that are there every time, as if each round were refused by all. */
  private final Turn turn =
      new Turn("SELECT i::bigint AS id FROM generate_series(1, 250) i WHERE i <> $1");

  @Test
  void each_round_goes_on_behind_the_last_one_and_begins_again_at_the_end() {
    Vertx vertx = Vertx.vertx();
    try (Database database = TestDatabase.open(vertx)) {
      assertEquals(ids(1, 100), next(database));
      assertEquals(ids(101, 200), next(database));
      assertEquals(ids(201, 249), next(database));
      assertEquals(ids(1, 100), next(database));
    } finally {
      Await.get(vertx.close());
    }
  }

  private List<Long> next(Database database) {
    return Await.get(turn.next(database.pool(), Tuple.of(250))).stream()
        .map(row -> row.getLong(0))
        .toList();
  }

  private static List<Long> ids(long from, long to) {
    return LongStream.rangeClosed(from, to).boxed().toList();
  }
}

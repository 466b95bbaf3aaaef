package dev.fieldcare.tickets.siblings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fieldcare.base.Await;
import dev.fieldcare.base.Database;
import dev.fieldcare.base.MovableClock;
import dev.fieldcare.base.PgJournal;
import dev.fieldcare.base.TestDatabase;
import dev.fieldcare.registry.genealogy.Corrections;
import dev.fieldcare.registry.genealogy.Genealogy;
import io.vertx.core.Vertx;
import java.io.StringReader;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is in each device, kept in mind. */
class PartsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");
  private static final Instant SINCE = NOW.minus(Duration.ofDays(365));
  private static final String CSV =
      """
      unit,parent,part_no,lot,supplier,station,operator,from,to
      pump-2,,P2,B-7,,,,,
      seal-2,pump-2,S-1,rubber-4,,,,2026-01-10T08:00:00Z,2026-02-10T08:00:00Z
      """;

  private final Vertx vertx = Vertx.vertx();
  private final Database database = TestDatabase.open(vertx);
  private final MovableClock clock = new MovableClock(NOW);
  private final Genealogy genealogy = new Genealogy(database, new PgJournal(clock), clock);
  private final Parts parts = new Parts(database);

  @AfterEach
  void close() {
    database.close();
    Await.get(vertx.close());
  }

  @Test
  void a_part_that_never_was_there_is_forgotten_also_of_the_past() {
    Instant then = Instant.parse("2026-01-20T00:00:00Z");
    Await.get(genealogy.importCsv(new StringReader(CSV), "user:ann"));
    Await.get(parts.refresh(SINCE, NOW));
    assertEquals(Set.of(new Trait(Trait.Type.COMPONENT_LOT, "rubber-4")), parts.of("pump-2", then));

    Await.get(
        genealogy
            .corrections()
            .correct(
                new Corrections.Wrong("pump-2", "seal-2", null),
                was -> null,
                "booked on the wrong order",
                "user:eve"));
    Await.get(parts.refresh(SINCE, NOW));
    assertEquals(Set.of(), parts.of("pump-2", then));
    assertEquals(0, parts.devices());
  }
}

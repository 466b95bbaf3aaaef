package dev.fieldcare.registry.genealogy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Await;
import dev.fieldcare.base.Database;
import dev.fieldcare.base.MovableClock;
import dev.fieldcare.base.PgJournal;
import dev.fieldcare.base.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.StringReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is in many devices at once. */
class ContentsTest {
  private static final Instant BUILT = Instant.parse("2026-01-10T08:00:00Z");
  private static final Instant REPAIRED = Instant.parse("2026-03-01T08:00:00Z");
  private static final String CSV =
      """
      unit,parent,part_no,lot,supplier,station,operator,from,to
      pump-1,,P2,B-7,,,,,
      board-1,pump-1,B-1,K-1,,ST-2,op-3,2026-01-10T08:00:00Z,
      wafer-9,board-1,W-1,wafer-9,FAB,,op-4,2026-01-06T08:00:00Z,
      pump-2,,P2,B-7,,,,,
      seal-2,pump-2,S-1,rubber-4,,ST-1,op-5,2026-01-10T08:00:00Z,
      """;

  private final Vertx vertx = Vertx.vertx();
  private final Database database = TestDatabase.open(vertx);
  private final MovableClock clock = new MovableClock(REPAIRED);
  private final Genealogy genealogy = new Genealogy(database, new PgJournal(clock), clock);

  @BeforeEach
  void two_pumps() {
    Await.get(genealogy.importCsv(new StringReader(CSV), "user:ann"));
  }

  @AfterEach
  void close() {
    database.close();
    Await.get(vertx.close());
  }

  private List<Inside> of(String serial, Instant since) {
    return Await.get(Contents.of(database.pool(), List.of(serial), since));
  }

  private void replaceSeal() {
    var seal =
        new Unit("seal-3", Unit.Kind.COMPONENT, "S-1", "rubber-5", null, Unit.State.IN_STOCK);
    Await.get(
        database.transaction(
            sql ->
                genealogy.replacePart(
                    sql, "pump-2", "seal-2", seal, REPAIRED, "ticket:F-1", "user:eve")));
  }

  @Test
  void each_part_says_its_lot_its_station_and_how_deep_it_is() {
    List<Inside> parts = of("pump-1", BUILT);

    assertEquals(List.of("K-1", "wafer-9"), parts.stream().map(Inside::lot).toList());
    assertEquals(List.of(1, 2), parts.stream().map(Inside::level).toList());
    assertEquals("ST-2", parts.getFirst().station());
    assertEquals(null, parts.getLast().station(), "only an operator is named");
    assertEquals(BUILT, parts.getLast().from(), "since the board is in the pump");
  }

  @Test
  void what_a_repair_took_out_was_in_it_until_then() {
    replaceSeal();

    List<Inside> parts = of("pump-2", BUILT);
    List<Inside> then =
        parts.stream().filter(each -> each.wasIn(REPAIRED.minusSeconds(1))).toList();
    List<Inside> now = parts.stream().filter(each -> each.wasIn(REPAIRED)).toList();
    assertEquals(List.of("rubber-4"), then.stream().map(Inside::lot).toList());
    assertEquals(List.of("rubber-5"), now.stream().map(Inside::lot).toList());
    assertTrue(now.getFirst().byRepair());
    assertEquals(1, of("pump-2", REPAIRED.plus(Duration.ofDays(1))).size());
  }

  @Test
  void only_devices_that_something_was_built_into_are_read_again() {
    long before = Await.get(Contents.newest(database.pool()));
    replaceSeal();
    long after = Await.get(Contents.newest(database.pool()));

    assertEquals(List.of("pump-2"), Await.get(Contents.changed(database.pool(), before, after)));
  }

  @Test
  void all_devices_are_handed_over() {
    var found = new ArrayList<String>();
    Await.get(
        Contents.each(
            database.pool(), BUILT, parts -> parts.forEach(each -> found.add(each.part()))));

    assertEquals(List.of("board-1", "wafer-9", "seal-2"), found);
  }

  @Test
  void what_is_recorded_later_is_not_seen_before_what_was_recorded_first() {
    var seal = new Unit("seal-3", Unit.Kind.COMPONENT, "S-1", "r-5", null, Unit.State.IN_STOCK);
    var belt = new Unit("belt-1", Unit.Kind.COMPONENT, "G-1", "g-5", null, Unit.State.IN_STOCK);
    var first = Promise.<Void>promise();
    var begun = Promise.<Void>promise();
    Future<Void> slow =
        database.transaction(
            sql ->
                genealogy
                    .replacePart(sql, "pump-1", null, seal, REPAIRED, "ticket:F-1", "user:eve")
                    .onComplete(begun)
                    .compose(done -> first.future()));
    Await.get(begun.future());
    Future<Boolean> waits =
        database
            .transaction(
                sql ->
                    sql.query("SET LOCAL lock_timeout = '100ms'")
                        .execute()
                        .compose(
                            set ->
                                sql.query(
                                        "INSERT INTO assemblies (parent, child, from_at,"
                                            + " recorded_at, recorded_by) SELECT p.number,"
                                            + " c.number, now(), now(), 'test' FROM units p, units"
                                            + " c WHERE p.serial = 'pump-2' AND c.serial ="
                                            + " 'wafer-9'")
                                    .execute()))
            .map(false)
            .otherwise(true);
    assertTrue(Await.get(waits), "for its turn");
    first.complete();
    Await.get(slow);
    Await.get(
        database.transaction(
            sql ->
                genealogy.replacePart(
                    sql, "pump-2", null, belt, REPAIRED, "ticket:F-2", "user:eve")));
  }
}

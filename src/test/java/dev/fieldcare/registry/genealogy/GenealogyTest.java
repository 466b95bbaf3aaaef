package dev.fieldcare.registry.genealogy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Await;
import dev.fieldcare.base.Database;
import dev.fieldcare.base.MovableClock;
import dev.fieldcare.base.PgJournal;
import dev.fieldcare.base.Problem;
import dev.fieldcare.base.TestDatabase;
import io.vertx.core.Vertx;
import java.io.StringReader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is in what, as it was built and as it was repaired. */
class GenealogyTest {
  private static final Instant BUILT = Instant.parse("2026-01-10T08:00:00Z");
  private static final Instant REPAIRED = Instant.parse("2026-03-01T08:00:00Z");
  private static final String HEADER =
      "unit,parent,part_no,lot,supplier,station,operator,from,to\n";
  private static final String FIVE_LEVELS =
      HEADER
          + "pump-1,,P2,B-7,,,,,\n"
          + "drive-1,pump-1,D-1,,,ST-1,op-3,2026-01-10T08:00:00Z,\n"
          + "board-1,drive-1,B-1,,,ST-2,op-3,2026-01-09T08:00:00Z,\n"
          + "chip-1,board-1,C-1,,ACME,ST-3,op-4,2026-01-08T08:00:00Z,\n"
          + "die-1,chip-1,X-1,,,ST-4,,2026-01-07T08:00:00Z,\n"
          + "wafer-9,die-1,W-1,wafer-9,FAB,,,2026-01-06T08:00:00Z,\n"
          + "pump-2,,P2,B-7,,,,,\n"
          + "seal-2,pump-2,S-1,rubber-4,,ST-1,op-5,2026-01-10T08:00:00Z,\n";

  private final Vertx vertx = Vertx.vertx();
  private final Database database = TestDatabase.open(vertx);
  private final MovableClock clock = new MovableClock(REPAIRED);
  private final PgJournal journal = new PgJournal(clock);
  private final Genealogy genealogy = new Genealogy(database, journal, clock);

  @AfterEach
  void close() {
    database.close();
    Await.get(vertx.close());
  }

  private int read(String csv) {
    return Await.get(genealogy.importCsv(new StringReader(csv), "user:ann"));
  }

  private static Unit seal(String serial, String lot) {
    return new Unit(serial, Unit.Kind.COMPONENT, "S-1", lot, null, Unit.State.IN_STOCK);
  }

  private void replace(String unit, String old, Unit part, Instant at) {
    Await.get(
        database.transaction(
            sql -> genealogy.replacePart(sql, unit, old, part, at, "ticket:F-1", "user:ann")));
  }

  private List<String> devicesWith(String lot) {
    return Await.get(genealogy.devicesWith(lot, 100, null)).items();
  }

  @Test
  void five_levels_are_traced_back_to_the_station_the_operator_and_the_lot() {
    assertEquals(8, read(FIVE_LEVELS));
    List<Traced> found = Await.get(genealogy.traceBack("pump-1"));
    assertEquals(
        List.of("drive-1", "board-1", "chip-1", "die-1", "wafer-9"),
        found.stream().map(each -> each.unit().serial()).toList());
    assertEquals(List.of(1, 2, 3, 4, 5), found.stream().map(Traced::level).toList());
    assertEquals("ST-3 by op-4", found.get(2).byProcess());
    assertEquals("ACME", found.get(2).unit().supplier());
    assertEquals(List.of("wafer-9"), Await.get(genealogy.lotsOf("pump-1", BUILT)));
    assertEquals(List.of(), Await.get(genealogy.traceBack("no-such-unit")));
  }

  @Test
  void a_lot_leads_to_the_devices_that_hold_it_and_to_no_others() {
    read(FIVE_LEVELS);
    assertEquals(List.of("pump-1"), devicesWith("wafer-9"));
    assertEquals(List.of("pump-2"), devicesWith("rubber-4"));
    assertEquals(List.of("pump-1", "pump-2"), devicesWith("B-7"));
    var first = Await.get(genealogy.devicesWith("B-7", 1, null));
    assertEquals("pump-1", first.next());
    assertEquals(
        List.of("pump-2"), Await.get(genealogy.devicesWith("B-7", 1, first.next())).items());
  }

  @Test
  void RP_9_a_replaced_part_is_out_and_the_new_one_in_from_that_moment() {
    read(FIVE_LEVELS);
    replace("pump-2", "seal-2", seal("seal-3", "rubber-5"), REPAIRED);
    Instant before = REPAIRED.minusMillis(1);
    assertEquals(List.of("rubber-4"), Await.get(genealogy.lotsOf("pump-2", before)));
    assertEquals(List.of("rubber-5"), Await.get(genealogy.lotsOf("pump-2", REPAIRED)));
    assertEquals(List.of("pump-2"), devicesWith("rubber-4"), "it held it once");
    List<Traced> all = Await.get(genealogy.traceBack("pump-2"));
    assertEquals(Unit.State.REMOVED, all.getFirst().unit().state());
    assertEquals("ticket:F-1", all.getLast().byRepair());
  }

  @Test
  void what_a_part_held_before_it_came_is_not_the_device_s() {
    read(
        HEADER
            + "a,,P,,,,,,\n"
            + "b,,P,,,,,,\n"
            + "module,a,M,,,,,2026-01-01T00:00:00Z,2026-02-01T00:00:00Z\n"
            + "module,b,M,,,,,2026-02-01T00:00:00Z,\n"
            + "early,module,E,lot-e,,,,2026-01-01T00:00:00Z,2026-01-20T00:00:00Z\n"
            + "late,module,E,lot-l,,,,2026-01-20T00:00:00Z,\n");
    assertEquals(List.of("a"), devicesWith("lot-e"));
    assertEquals(List.of("a", "b"), devicesWith("lot-l"));
    assertEquals(
        List.of("module", "late"),
        Await.get(genealogy.traceBack("b")).stream().map(it -> it.unit().serial()).toList());
  }

  @Test
  void a_part_that_is_not_there_or_in_another_unit_cannot_be_replaced() {
    read(FIVE_LEVELS);
    for (Unit part : List.of(seal("seal-9", "x"), seal("drive-1", "x"))) {
      String old = part.serial().equals("seal-9") ? "seal-1" : "seal-2";
      Problem refused =
          Await.problem(
              database.transaction(
                  sql ->
                      genealogy.replacePart(
                          sql, "pump-2", old, part, REPAIRED, "ticket:F-1", "user:ann")));
      assertEquals("unit.part", refused.code());
    }
    assertEquals(List.of("rubber-4"), Await.get(genealogy.lotsOf("pump-2", REPAIRED)));
  }

  @Test
  void a_file_read_twice_adds_nothing() {
    read(FIVE_LEVELS);
    read(FIVE_LEVELS);
    assertEquals(5, Await.get(genealogy.traceBack("pump-1")).size());
  }

  @Test
  void a_faulty_line_is_named_and_nothing_of_its_file_is_kept() {
    for (String line :
        List.of(
            "x,x,P,,,,,2026-01-01T00:00:00Z,\n",
            "x,pump-1,P,,,,,yesterday,\n",
            "x,pump-1,P,,,,,,\n",
            "x,nobody,P,,,,,2026-01-01T00:00:00Z,\n",
            "x,pump-1,P,,,,,2026-01-02T00:00:00Z,2026-01-01T00:00:00Z\n")) {
      Problem refused =
          Await.problem(
              genealogy.importCsv(
                  new StringReader(HEADER + "pump-1,,P2,,,,,,\n" + line), "user:ann"));
      assertEquals("csv.invalid", refused.code(), line);
    }
    long kept =
        Await.get(
            database
                .pool()
                .query("SELECT count(*) FROM units")
                .execute()
                .map(rows -> rows.iterator().next().getLong(0)));
    assertEquals(0, kept);
  }

  @Test
  void what_was_recorded_is_not_rewritten() {
    read(FIVE_LEVELS);
    for (String sql :
        List.of(
            "DELETE FROM assemblies",
            "UPDATE assemblies SET from_at = from_at - interval '1 day'")) {
      assertThrows(
          io.vertx.pgclient.PgException.class,
          () -> Await.get(database.pool().query(sql).execute()),
          sql);
    }
  }

  @Test
  void a_whole_fleet_is_traced_within_a_second() {
    int devices = Integer.getInteger("genealogy.devices", 2_000);
    for (String sql : Fleet.statements(devices)) {
      Await.get(
          database.pool().query(sql).execute().timeout(10, java.util.concurrent.TimeUnit.MINUTES));
    }
    long start = System.nanoTime();
    assertEquals(7, Await.get(genealogy.traceBack("device-" + devices / 2)).size());
    long back = System.nanoTime();
    int holders = Await.get(genealogy.devicesWith("wafer-1", 1_000, null)).items().size();
    long forward = System.nanoTime();
    assertEquals(Math.min(1_000, 2 * devices / Fleet.LOTS), holders);
    System.out.printf(
        "%d devices: back %d ms, forward (%d holders) %d ms%n",
        devices, (back - start) / 1_000_000, holders, (forward - back) / 1_000_000);
    assertTrue(Duration.ofNanos(back - start).toMillis() < 1_000, "back");
    assertTrue(Duration.ofNanos(forward - back).toMillis() < 1_000, "forward");
  }
}

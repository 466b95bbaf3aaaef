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
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgException;
import java.io.StringReader;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was recorded wrongly of units and their parts. */
class CorrectionsTest {
  private static final Instant BUILT = Instant.parse("2026-01-10T08:00:00Z");
  private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");
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
  private final MovableClock clock = new MovableClock(NOW);
  private final Genealogy genealogy = new Genealogy(database, new PgJournal(clock), clock);
  private final Corrections corrections = genealogy.corrections();

  @BeforeEach
  void two_pumps() {
    Await.get(genealogy.importCsv(new StringReader(CSV), "user:ann"));
  }

  @AfterEach
  void close() {
    database.close();
    Await.get(vertx.close());
  }

  private static Unit part(String serial, String lot) {
    Unit.Kind kind = serial.equals(lot) ? Unit.Kind.MATERIAL_LOT : Unit.Kind.COMPONENT;
    return new Unit(serial, kind, null, lot, null, Unit.State.IN_STOCK);
  }

  private io.vertx.core.Future<JsonObject> correcting(
      String unit, String part, Corrections.Righter righter) {
    return corrections.correct(
        new Corrections.Wrong(unit, part, null), righter, "label misread", "user:eve");
  }

  private List<String> devicesWith(String lot) {
    return Await.get(genealogy.devicesWith(lot, 100, null)).items();
  }

  private List<String> partsOf(String unit) {
    return Await.get(genealogy.traceBack(unit)).stream().map(it -> it.unit().serial()).toList();
  }

  private long count(String sql) {
    return Await.get(
        database.pool().query(sql).execute().map(rows -> rows.iterator().next().getLong(0)));
  }

  @Test
  void a_wrong_lot_of_material_gives_way_to_the_right_one_back_and_forth() {
    Await.get(
        correcting(
            "board-1",
            "wafer-9",
            was -> new Corrections.Right("board-1", part("wafer-7", "wafer-7"), was.from(), null)));

    assertEquals(List.of("board-1", "wafer-7"), partsOf("pump-1"));
    assertEquals(List.of(), devicesWith("wafer-9"));
    assertEquals(List.of("pump-1"), devicesWith("wafer-7"));
    assertEquals(List.of("wafer-7"), Await.get(genealogy.lotsOf("board-1", BUILT)));
  }

  @Test
  void a_part_recorded_in_the_wrong_unit_moves_with_its_station_and_all_it_holds() {
    Await.get(
        correcting(
            "pump-1",
            "board-1",
            was -> new Corrections.Right("pump-2", was.part(), was.from(), was.to())));

    assertEquals(List.of(), partsOf("pump-1"));
    assertEquals(List.of("board-1", "seal-2", "wafer-9"), partsOf("pump-2"));
    assertEquals(List.of("pump-2"), devicesWith("wafer-9"));
    assertEquals("ST-2 by op-3", Await.get(genealogy.traceBack("pump-2")).getFirst().byProcess());
  }

  @Test
  void a_wrong_time_is_put_right_and_asked_for_as_of_any_moment() {
    Instant later = BUILT.plusSeconds(3600);
    Await.get(
        correcting(
            "pump-2",
            "seal-2",
            was -> new Corrections.Right(was.unit(), was.part(), later, NOW.minusSeconds(5))));

    assertEquals(List.of(), Await.get(genealogy.trace("pump-2", BUILT)));
    assertEquals(1, Await.get(genealogy.trace("pump-2", later)).size());
    assertEquals(List.of(), Await.get(genealogy.trace("pump-2", NOW)));
    assertEquals(
        Unit.State.REMOVED, Await.get(genealogy.traceBack("pump-2")).getFirst().unit().state());
  }

  @Test
  void what_never_was_there_is_gone_from_every_view_and_stays_on_record() {
    Await.get(correcting("pump-2", "seal-2", was -> null));

    assertEquals(List.of(), partsOf("pump-2"));
    assertEquals(List.of(), devicesWith("rubber-4").stream().filter("pump-2"::equals).toList());
    JsonObject said = Await.get(corrections.of("pump-2")).getFirst();
    assertEquals("seal-2", said.getJsonObject("was").getString("part"));
    assertEquals(BUILT.toString(), said.getJsonObject("was").getString("from"));
    assertEquals(null, said.getJsonObject("is"));
    assertEquals("label misread", said.getString("reason"));
    assertEquals("user:eve", said.getString("by"));
    assertEquals(NOW.toString(), said.getString("at"));
    assertEquals(
        1, count("SELECT count(*) FROM journal WHERE type = 'unit.part_corrected'"), "journalled");
    Problem refused =
        Await.problem(
            database.transaction(
                sql ->
                    genealogy.replacePart(
                        sql, "pump-2", "seal-2", null, NOW, "ticket:F-1", "user:ann")));
    assertEquals("unit.part", refused.code(), "nor can a repair take it out");
  }

  @Test
  void a_correction_can_be_corrected_and_each_only_once() {
    Corrections.Righter first =
        was -> new Corrections.Right(was.unit(), part("seal-8", "rubber-8"), was.from(), null);
    var one = correcting("pump-2", "seal-2", first);
    var other = correcting("pump-2", "seal-2", first);
    long done =
        List.of(one, other).stream()
            .filter(
                each -> {
                  try {
                    Await.get(each);
                    return true;
                  } catch (RuntimeException e) {
                    assertTrue(e instanceof Problem, String.valueOf(e));
                    return false;
                  }
                })
            .count();
    assertEquals(1, done);
    Await.get(
        correcting(
            "pump-2",
            "seal-8",
            was ->
                new Corrections.Right(was.unit(), part("seal-9", "rubber-9"), was.from(), null)));

    assertEquals(List.of("seal-9"), partsOf("pump-2"));
    assertEquals(2, Await.get(corrections.of("pump-2")).size());
    assertEquals(
        Unit.State.IN_STOCK,
        Await.get(genealogy.find(database.pool(), "seal-2")).orElseThrow().unit().state());
  }

  @Test
  void a_part_is_not_put_into_two_units_into_itself_or_into_the_future() {
    List<Corrections.Righter> wrong =
        List.of(
            was -> new Corrections.Right("pump-2", part("board-1", "K-1"), was.from(), null),
            was -> new Corrections.Right("seal-2", was.part(), was.from(), null),
            was -> new Corrections.Right("nobody", was.part(), was.from(), null),
            was -> new Corrections.Right(was.unit(), was.part(), NOW.plusSeconds(1), null),
            was -> new Corrections.Right(was.unit(), was.part(), NOW, BUILT),
            was -> was);
    for (Corrections.Righter each : wrong) {
      Problem refused = Await.problem(correcting("pump-2", "seal-2", each));
      assertEquals("unit.correction", refused.code());
    }
    Problem round =
        Await.problem(
            correcting(
                "board-1",
                "wafer-9",
                was -> new Corrections.Right("board-1", part("pump-1", "B-7"), was.from(), null)));
    assertTrue(round.message().contains("does not hold it"), round.message());
    assertEquals(List.of("seal-2"), partsOf("pump-2"));
  }

  @Test
  void the_lot_of_a_component_is_put_right_and_what_was_said_stays() {
    Await.get(
        corrections.describe(
            "seal-2", new JsonObject().put("lot", "rubber-5"), "delivery note", "user:eve"));

    assertEquals(List.of("pump-2"), devicesWith("rubber-5"));
    assertEquals(List.of(), devicesWith("rubber-4"));
    JsonObject said = Await.get(corrections.of("seal-2")).getFirst();
    assertEquals("rubber-4", said.getJsonObject("was").getString("lot"));
    assertEquals("rubber-5", said.getJsonObject("is").getString("lot"));
    assertEquals("S-1", said.getJsonObject("is").getString("partNo"));
    assertThrows(
        PgException.class,
        () -> Await.get(database.pool().query("DELETE FROM unit_corrections").execute()));
    Problem none =
        Await.problem(
            corrections.describe("wafer-9", new JsonObject().put("lot", "x"), "why", "user:eve"));
    assertEquals(Problem.Kind.NOT_FOUND, none.kind(), "a lot of material is its own");
  }

  @Test
  void whoever_keeps_in_mind_what_is_inside_hears_of_both_units() {
    long before = Await.get(Contents.newest(database.pool()));
    Await.get(
        correcting(
            "pump-1",
            "board-1",
            was -> new Corrections.Right("pump-2", was.part(), was.from(), null)));
    long between = Await.get(Contents.newest(database.pool()));
    Await.get(
        corrections.describe("seal-2", new JsonObject().put("lot", "r-5"), "why", "user:eve"));
    long after = Await.get(Contents.newest(database.pool()));

    assertEquals(
        List.of("pump-1", "pump-2"),
        Await.get(Contents.changed(database.pool(), before, between)).stream().sorted().toList());
    assertEquals(List.of("pump-2"), Await.get(Contents.changed(database.pool(), between, after)));
  }
}

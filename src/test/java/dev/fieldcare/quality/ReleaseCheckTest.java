package dev.fieldcare.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Problem;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a unit may lack, and that no state is a trap or out of reach. */
class ReleaseCheckTest {
  private static final Instant AT = Instant.parse("2026-11-22T08:00:00Z");
  private static final LocalDate TODAY = LocalDate.parse("2026-11-22");
  private static final Routing ROUTING =
      new Routing(
          "m", 1, List.of(new Routing.Step("solder", true), new Routing.Step("engrave", false)));

  private static ProcessRecord record(ProcessRecord.Result result, boolean stands) {
    return new ProcessRecord(
        1, "u", "solder", "ST", "wang", AT, null, null, result, null, null, null, "user:q", stands);
  }

  private static Lot lot(Lot.State state) {
    return new Lot("l", "p", "s", 1, AT, state, null, null, null);
  }

  private static Certificate until(@Nullable String day) {
    return new Certificate("m", "GB", "1", "doc", day == null ? null : LocalDate.parse(day));
  }

  private static String lack(
      @Nullable Routing routing,
      List<ProcessRecord> records,
      List<Lot> lots,
      List<Certificate> certificates) {
    return ReleaseCheck.of(routing, records, lots, certificates, TODAY)
        .map(ReleaseCheck.Lack::guard)
        .orElse("nothing");
  }

  @Test
  void a_unit_lacks_what_its_guard_names() {
    List<ProcessRecord> passed = List.of(record(ProcessRecord.Result.PASSED, true));
    assertEquals("nothing", lack(ROUTING, passed, List.of(), List.of()));
    assertEquals("routed", lack(null, passed, List.of(), List.of()));
    assertEquals("steps", lack(ROUTING, List.of(), List.of(), List.of()));
    assertEquals(
        "steps",
        lack(ROUTING, List.of(record(ProcessRecord.Result.PASSED, false)), List.of(), List.of()));
    assertEquals(
        "steps",
        lack(
            ROUTING,
            List.of(
                record(ProcessRecord.Result.PASSED, true),
                record(ProcessRecord.Result.FAILED, true)),
            List.of(),
            List.of()));
    for (Lot.State state : Lot.State.values()) {
      boolean isGood = state == Lot.State.RELEASED || state == Lot.State.CONSUMED;
      assertEquals(
          isGood ? "nothing" : "lots", lack(ROUTING, passed, List.of(lot(state)), List.of()));
    }
    assertEquals("nothing", lack(ROUTING, passed, List.of(), List.of(until("2026-11-22"))));
    assertEquals("certified", lack(ROUTING, passed, List.of(), List.of(until("2026-11-21"))));
    assertEquals("nothing", lack(ROUTING, passed, List.of(), List.of(until(null))));
  }

  private static <E extends Enum<E>> Set<E> reached(E start, Function<E, Set<E>> next) {
    EnumSet<E> found = EnumSet.of(start);
    var open = new ArrayDeque<E>(found);
    while (!open.isEmpty()) {
      for (E each : next.apply(open.remove())) {
        if (found.add(each)) {
          open.add(each);
        }
      }
    }
    return found;
  }

  @Test
  void every_state_is_reached_from_the_first() {
    assertEquals(EnumSet.allOf(Lot.State.class), reached(Lot.State.RECEIVED, Lot.State::next));
    assertEquals(
        EnumSet.allOf(MadeUnit.State.class), reached(MadeUnit.State.MADE, MadeUnit.State::next));
    assertEquals(
        EnumSet.allOf(Inspection.State.class),
        reached(Inspection.State.PLANNED, Inspection.State::next));
    assertEquals(
        EnumSet.allOf(TestRun.State.class), reached(TestRun.State.RUNNING, TestRun.State::next));
    assertTrue(Lot.State.REJECTED.next().isEmpty(), "a rejected lot never comes back");
  }

  @Test
  void a_critical_part_needs_a_second_aql_that_is_no_looser() {
    assertThrows(
        Problem.class,
        () -> Part.parse("p", new JsonObject().put("name", "p").put("critical", true)));
    assertThrows(
        Problem.class,
        () ->
            Part.parse(
                "p",
                new JsonObject()
                    .put("name", "p")
                    .put("critical", true)
                    .put("aql", "0.65")
                    .put("criticalAql", "1.0")));
  }
}

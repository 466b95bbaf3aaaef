package dev.fieldcare.tickets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.registry.Severity;
import dev.fieldcare.stability.Because;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each guard lets pass what it should and stops what it should. */
class GuardTest {
  private static final Instant NOW = Instant.parse("2026-11-22T08:15:00Z");
  private static final JsonObject DIAGNOSIS =
      new JsonObject(
          """
          {"mode":"overheats","cause":"fan blocked","plan":"clean it",
           "explainedTo":{"name":"Li","at":"2026-11-22T08:00:00Z","how":"phone"}}
          """);

  private static final Map<Guard, Guard.Case> PASSES = new EnumMap<>(Guard.class);
  private static final Map<Guard, List<Guard.Case>> STOPS = new EnumMap<>(Guard.class);

  static {
    Ticket plain = ticket("F-2026-000001", State.TRIAGED, 0, new JsonObject());
    Ticket active = ticket("F-2026-000001", State.TRIAGED, 1, new JsonObject());
    Ticket diagnosed =
        ticket(
            "F-2026-000001",
            State.DIAGNOSED,
            0,
            new JsonObject().put("diagnosis", DIAGNOSIS.copy()));
    Ticket payable =
        ticket(
            "F-2026-000001",
            State.DIAGNOSED,
            0,
            new JsonObject().put("diagnosis", DIAGNOSIS.copy().put("payable", 120_00)));
    Ticket parent = ticket("F-2026-000002", State.TRIAGED, 0, new JsonObject());
    Ticket ended = ticket("F-2026-000002", State.CLOSED, 0, new JsonObject());

    add(Guard.NONE, of(plain, "{}"));
    add(
        Guard.SEVERITY,
        of(plain, "{\"severity\":\"minor\"}"),
        of(plain, "{\"severity\":\"dire\"}"));
    add(
        Guard.REASON,
        of(plain, "{\"reason\":\"x\"}"),
        of(plain, "{}"),
        of(plain, "{\"reason\":\" \"}"));
    add(
        Guard.CHECK_IN,
        of(plain, "{\"place\":\"Hangzhou\",\"at\":\"2026-11-22T08:00:00Z\"}"),
        of(plain, "{\"at\":\"2026-11-22T08:00:00Z\"}"),
        of(plain, "{\"place\":\"Hangzhou\"}"),
        of(plain, "{\"place\":\"Hangzhou\",\"at\":\"today\"}"),
        of(plain, "{\"place\":\"Hangzhou\",\"at\":\"2026-11-23T08:00:00Z\"}"));
    add(
        Guard.EXPLAINED_DIAGNOSIS,
        of(plain, DIAGNOSIS.encode()),
        of(plain, without("mode")),
        of(plain, without("cause")),
        of(plain, without("plan")),
        of(plain, without("explainedTo")),
        of(plain, withExplained("{\"name\":\"Li\",\"how\":\"phone\"}")),
        of(plain, withExplained("{\"name\":\"Li\",\"at\":\"2026-11-22T08:00:00Z\"}")),
        of(plain, withExplained("{\"how\":\"phone\",\"at\":\"2026-11-22T08:00:00Z\"}")),
        of(plain, withExplained("\"Li\"")));
    add(Guard.NOTHING_PAYABLE, of(diagnosed, "{}"), of(payable, "{}"));
    add(
        Guard.REPAIRABLE,
        of(diagnosed, "{}"),
        of(plain, "{}"),
        of(payable, "{}"),
        of(plain, new JsonObject().put("diagnosis", new JsonObject(without("plan"))).encode()));
    add(
        Guard.TEST_FAILED,
        of(diagnosed, "{\"reason\":\"still hot\"}"),
        of(diagnosed, "{}"),
        of(plain, "{\"reason\":\"still hot\"}"));
    add(Guard.GUIDED, of(plain, "{\"guidance\":\"cleaned the filter\"}"), of(plain, "{}"));
    add(
        Guard.TEST_PASSED,
        of(plain, "{\"checklistDone\":true}"),
        of(plain, "{}"),
        of(plain, "{\"checklistDone\":\"yes\"}"),
        of(active, "{\"checklistDone\":true}"));
    add(Guard.SIGNATURE, of(plain, "{\"signedBy\":\"Li\"}"), of(plain, "{}"));
    add(
        Guard.OPEN_PARENT,
        merge(plain, parent),
        of(plain, "{}"),
        merge(plain, null),
        merge(plain, ended),
        merge(parent, parent));
    add(Guard.ALL_QUIET, of(plain, "{}"), of(active, "{}"));
    add(
        Guard.NONE_OPEN_NOW,
        of(ended, "{\"reason\":\"it is back\"}"),
        of(ended, "{}"),
        new Guard.Case(
            ended, new JsonObject().put("reason", "it is back"), null, "F-2026-000009", NOW));
  }

  @ParameterizedTest
  @EnumSource(Guard.class)
  void lets_pass_what_it_should(Guard guard) {
    assertNull(guard.refusal(Objects.requireNonNull(PASSES.get(guard))));
  }

  @ParameterizedTest
  @EnumSource(value = Guard.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void stops_what_it_should_and_says_why(Guard guard) {
    List<Guard.Case> stops = Objects.requireNonNull(STOPS.get(guard));
    assertTrue(!stops.isEmpty(), "a guard that stops nothing is none");
    for (Guard.Case each : stops) {
      assertNotNull(guard.refusal(each), each.body().encode());
    }
  }

  @Test
  void every_guard_is_used_by_some_table() {
    var used = EnumSet.noneOf(Guard.class);
    for (Kind kind : Kind.values()) {
      kind.table().transitions().forEach(each -> used.add(each.guard()));
    }
    assertEquals(EnumSet.allOf(Guard.class), used);
  }

  @Test
  void a_diagnosis_handed_in_with_the_step_into_repairing_is_kept() {
    var body = new JsonObject().put("diagnosis", DIAGNOSIS.copy()).put("other", 1);
    assertNull(
        Guard.REPAIRABLE.refusal(
            of(ticket("F-2026-000001", State.DISPUTED, 0, new JsonObject()), body.encode())));
    assertEquals(new JsonObject().put("diagnosis", DIAGNOSIS), Guard.REPAIRABLE.facts(body));
  }

  private static void add(Guard guard, Guard.Case passes, Guard.Case... stops) {
    PASSES.put(guard, passes);
    STOPS.put(guard, List.of(stops));
  }

  private static Guard.Case of(Ticket ticket, String body) {
    return new Guard.Case(ticket, new JsonObject(body), null, null, NOW);
  }

  private static Guard.Case merge(Ticket ticket, @Nullable Ticket parent) {
    return new Guard.Case(
        ticket, new JsonObject().put("parent", "F-2026-000002"), parent, null, NOW);
  }

  private static String without(String key) {
    JsonObject copy = DIAGNOSIS.copy();
    copy.remove(key);
    return copy.encode();
  }

  private static String withExplained(String json) {
    return without("explainedTo").replaceFirst("\\{", "{\"explainedTo\":" + json + ",");
  }

  private static Ticket ticket(String number, State state, int active, JsonObject facts) {
    return new Ticket(
        1,
        number,
        Kind.FAULT,
        state,
        "d-17",
        "gateway-x1",
        null,
        null,
        null,
        null,
        "temperature.high",
        Severity.MAJOR,
        "temperature",
        NOW,
        NOW,
        NOW,
        NOW,
        null,
        1,
        active,
        new Because("hot", "limit.high", Map.of()),
        null,
        null,
        null,
        null,
        facts,
        1,
        List.of(),
        List.of(),
        new Ticket.Children(0, List.of()),
        List.of(),
        false,
        null);
  }
}

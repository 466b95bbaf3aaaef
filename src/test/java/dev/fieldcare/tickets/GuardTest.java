package dev.fieldcare.tickets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.registry.Severity;
import dev.fieldcare.stability.Because;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
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
    Standing uncovered = Standing.PLAIN;
    Standing covered = with(House.FULLY, List.of());
    String scope = Diagnosis.scope(DIAGNOSIS);
    Quote issued = quote(Quote.State.ISSUED, scope, NOW.plusSeconds(60), null);
    Quote accepted = quote(Quote.State.ACCEPTED, scope, NOW.plusSeconds(60), issued.hash());
    Quote declined = quote(Quote.State.DECLINED, scope, NOW.plusSeconds(60), null);
    Quote stale = quote(Quote.State.ACCEPTED, scope, NOW, issued.hash());
    Quote other = quote(Quote.State.ACCEPTED, "of another", NOW.plusSeconds(60), issued.hash());
    Quote unsigned = quote(Quote.State.ACCEPTED, scope, NOW.plusSeconds(60), "0".repeat(64));
    add(
        Guard.NOTHING_PAYABLE,
        at(diagnosed, "{}", covered),
        at(payable, "{}", covered),
        at(diagnosed, "{}", uncovered),
        at(diagnosed, "{}", with(House.FULLY, List.of(issued))));
    add(
        Guard.QUOTE_ISSUED,
        at(diagnosed, "{}", with(Entitled.NOTHING, List.of(issued))),
        at(diagnosed, "{}", uncovered),
        at(diagnosed, "{}", with(Entitled.NOTHING, List.of(other))),
        at(diagnosed, "{}", with(Entitled.NOTHING, List.of(stale))));
    add(
        Guard.QUOTE_DECLINED,
        at(diagnosed, "{}", with(Entitled.NOTHING, List.of(declined))),
        at(diagnosed, "{}", with(Entitled.NOTHING, List.of(issued))));
    add(
        Guard.CONSENT,
        at(diagnosed, "{}", with(Entitled.NOTHING, List.of(accepted))),
        at(diagnosed, "{}", uncovered),
        at(payable, "{}", covered),
        at(diagnosed, "{}", with(Entitled.NOTHING, List.of(issued))),
        at(diagnosed, "{}", with(Entitled.NOTHING, List.of(stale))),
        at(diagnosed, "{}", with(Entitled.NOTHING, List.of(other))),
        at(diagnosed, "{}", with(Entitled.NOTHING, List.of(unsigned))));
    add(
        Guard.TRIP_CONSENT,
        at(diagnosed, "{}", with(Entitled.NOTHING, List.of(accepted))),
        at(diagnosed, "{}", uncovered),
        at(diagnosed, "{}", with(Entitled.NOTHING, List.of(stale))));
    add(
        Guard.EXPLAINED,
        of(diagnosed, "{}"),
        of(plain, "{}"),
        of(plain, new JsonObject().put("diagnosis", new JsonObject(without("plan"))).encode()));
    add(Guard.AGREED_DATE, of(plain, "{}"), at(plain, "{}", remote()));
    add(Guard.UPDATE_UNDER_WAY, at(plain, "{}", updating("1.5.0")), of(plain, "{}"));
    Ticket fixing =
        ticket(
            "F-2026-000001",
            State.REMOTE_FIX,
            0,
            new JsonObject().put("fix", new JsonObject().put("release", "1.5.0")));
    add(
        Guard.RUNS_THE_FIX,
        of(fixing, "{\"release\":\"1.5.0\"}"),
        of(fixing, "{\"release\":\"1.4.0\"}"),
        of(plain, "{\"release\":\"1.5.0\"}"));
    add(
        Guard.PROCEDURE,
        of(plain, Desk.WORK),
        of(plain, "{}"),
        of(plain, "{\"procedure\":\"P-12 v3\"}"),
        of(plain, "{\"procedure\":\"P-12 v3\",\"steps\":[{\"step\":\"a\",\"done\":false}]}"),
        of(plain, "{\"procedure\":\"P-12 v3\",\"steps\":[{\"done\":true}]}"));
    add(
        Guard.SOUND_PARTS,
        of(plain, "{\"parts\":[{\"lot\":\"L-1\"}]}"),
        of(plain, "{\"parts\":\"FAN\"}"),
        at(plain, "{\"parts\":[{\"lot\":\"L-1\"}]}", held()));
    add(Guard.GUIDED, of(plain, "{\"guidance\":\"cleaned the filter\"}"), of(plain, "{}"));
    add(
        Guard.TEST_PASSED,
        of(plain, "{\"checklistDone\":true}"),
        of(plain, "{}"),
        of(plain, "{\"checklistDone\":\"yes\"}"),
        of(plain, "{\"checklist\":[]}"),
        of(plain, "{\"checklist\":[{\"item\":\"runs\",\"passed\":false}]}"));
    Ticket tested =
        ticket(
            "F-2026-000001",
            State.TESTING,
            0,
            new JsonObject().put("testingSince", NOW.minusSeconds(3600).toString()));
    add(
        Guard.SOAKED,
        at(tested, "{}", soaking(3600, null)),
        of(active, "{}"),
        at(tested, "{}", soaking(3601, null)),
        at(tested, "{}", soaking(3600, NOW.minusSeconds(60))),
        at(tested, "{}", soaking(0, Instant.MAX)));
    Ticket awaiting =
        ticket("F-2026-000001", State.AWAITING_SIGNOFF, 0, awaited(NOW.minusSeconds(60)));
    Ticket silent =
        ticket(
            "F-2026-000001",
            State.AWAITING_SIGNOFF,
            0,
            awaited(NOW.minusSeconds(999_999)).put("fix", new JsonObject()));
    Ticket silentRepair =
        ticket("F-2026-000001", State.AWAITING_SIGNOFF, 0, awaited(NOW.minusSeconds(999_999)));
    add(
        Guard.SIGNED,
        at(awaiting, "{}", signed(true, null)),
        of(awaiting, "{}"),
        at(awaiting, "{}", signed(false, null)),
        at(awaiting, "{}", signed(true, "0".repeat(64))),
        at(silentRepair, "{}", reported()));
    assertNull(Guard.SIGNED.refusal(at(silent, "{}", reported())));
    Ticket warranted =
        ticket(
            "F-2026-000001",
            State.CLOSED,
            0,
            new JsonObject().put("repairWarrantyUntil", NOW.plusSeconds(1).toString()));
    Ticket lapsed =
        ticket(
            "F-2026-000001",
            State.CLOSED,
            0,
            new JsonObject().put("repairWarrantyUntil", NOW.toString()));
    add(Guard.REPAIR_WARRANTY, of(warranted, "{}"), of(lapsed, "{}"));
    add(Guard.SOLUTION, of(plain, "{\"solution\":\"press both\"}"), of(plain, "{}"));
    add(Guard.ASKED_AGAIN, of(plain, "{\"question\":\"and then?\"}"), of(plain, "{}"));
    add(Guard.FAULT_NAMED, of(plain, "{}"), at(plain, "{}", unknownDevice()));
    add(Guard.CAUSE_KNOWN, of(plain, "{\"rootCause\":\"dry solder\"}"), of(plain, "{}"));
    add(Guard.REMEDY, of(plain, "{\"remedy\":\"resolder\"}"), of(plain, "{}"));
    add(
        Guard.OPEN_PARENT,
        merge(plain, parent),
        of(plain, "{}"),
        merge(plain, null),
        merge(plain, ended),
        merge(parent, parent));
    add(Guard.ALL_QUIET, of(plain, "{}"), of(active, "{}"));
    add(Guard.NONE_OPEN_NOW, of(ended, "{}"), at(ended, "{}", otherOpen()));
  }

  @ParameterizedTest
  @EnumSource(Guard.class)
  void lets_pass_what_it_should(Guard guard) {
    assertNull(guard.refusal(Objects.requireNonNull(PASSES.get(guard))));
  }

  @ParameterizedTest
  @EnumSource(Guard.class)
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
      kind.table().transitions().forEach(each -> used.addAll(each.guards()));
    }
    assertEquals(EnumSet.allOf(Guard.class), used);
  }

  @Test
  void a_diagnosis_handed_in_with_the_step_into_repairing_is_kept() {
    var body = new JsonObject().put("diagnosis", DIAGNOSIS.copy()).put("other", 1);
    Guard.Case it = of(ticket("F-2026-000001", State.DISPUTED, 0, new JsonObject()), body.encode());
    assertNull(Guard.EXPLAINED.refusal(it));
    assertEquals(new JsonObject().put("diagnosis", DIAGNOSIS), Guard.EXPLAINED.facts(it));
  }

  private static void add(Guard guard, Guard.Case passes, Guard.Case... stops) {
    PASSES.put(guard, passes);
    STOPS.put(guard, List.of(stops));
  }

  private static Guard.Case of(Ticket ticket, String body) {
    return at(ticket, body, Standing.PLAIN);
  }

  private static Guard.Case at(Ticket ticket, String body, Standing standing) {
    return new Guard.Case(ticket, new JsonObject(body), standing, NOW);
  }

  private static Guard.Case merge(Ticket ticket, @Nullable Ticket parent) {
    return at(
        ticket,
        "{\"parent\":\"F-2026-000002\"}",
        standing(
            Entitled.NOTHING,
            List.of(),
            null,
            null,
            false,
            0,
            null,
            null,
            null,
            true,
            parent,
            null));
  }

  private static Standing with(Entitled entitled, List<Quote> quotes) {
    return standing(entitled, quotes, null, null, false, 0, null, null, null, true, null, null);
  }

  private static Standing remote() {
    return standing(
        Entitled.NOTHING, List.of(), null, null, true, 0, null, null, null, true, null, null);
  }

  private static Standing updating(String release) {
    return standing(
        Entitled.NOTHING, List.of(), null, null, false, 0, null, release, null, true, null, null);
  }

  private static Standing held() {
    return standing(
        Entitled.NOTHING, List.of(), null, null, false, 0, null, null, "ON_HOLD", true, null, null);
  }

  private static Standing soaking(long seconds, @Nullable Instant quietSince) {
    return standing(
        Entitled.NOTHING,
        List.of(),
        null,
        null,
        false,
        seconds,
        quietSince,
        null,
        null,
        true,
        null,
        null);
  }

  private static Standing unknownDevice() {
    return standing(
        Entitled.NOTHING, List.of(), null, null, false, 0, null, null, null, false, null, null);
  }

  private static Standing otherOpen() {
    return standing(
        Entitled.NOTHING,
        List.of(),
        null,
        null,
        false,
        0,
        null,
        null,
        null,
        true,
        null,
        "F-2026-000009");
  }

  private static Standing reported() {
    return standing(
        Entitled.NOTHING, List.of(), report(), null, false, 0, null, null, null, true, null, null);
  }

  private static Standing signed(boolean agreed, @Nullable String hash) {
    ServiceReport report = report();
    var signature =
        new SignOff(
            1,
            "F-2026-000001",
            "report:1",
            hash == null ? report.hash() : hash,
            agreed,
            "Li",
            "cho",
            SignOff.Method.DRAWN,
            NOW,
            new JsonObject());
    return standing(
        Entitled.NOTHING,
        List.of(),
        report,
        signature,
        false,
        0,
        null,
        null,
        null,
        true,
        null,
        null);
  }

  private static ServiceReport report() {
    return new ServiceReport(1, "F-2026-000001", 1, "{}", Quote.hashOf("{}"), NOW);
  }

  private static JsonObject awaited(Instant since) {
    return new JsonObject().put("awaitingSince", since.toString());
  }

  private static Standing standing(
      Entitled entitled,
      List<Quote> quotes,
      @Nullable ServiceReport report,
      @Nullable SignOff signature,
      boolean isRemote,
      long soakSeconds,
      @Nullable Instant quietSince,
      @Nullable String release,
      @Nullable String partRefusal,
      boolean knowsDevice,
      @Nullable Ticket parent,
      @Nullable String otherOpen) {
    return new Standing(
        entitled,
        quotes,
        report,
        signature,
        isRemote,
        Duration.ofSeconds(soakSeconds),
        Duration.ofDays(7),
        quietSince,
        release,
        partRefusal,
        false,
        false,
        knowsDevice,
        parent,
        otherOpen);
  }

  private static Quote quote(
      Quote.State state, String scope, Instant validUntil, @Nullable String signedHash) {
    return new Quote(
        1,
        "F-2026-000001",
        1,
        Quote.Purpose.REPAIR,
        state,
        scope,
        List.of(QuoteLine.travel("travel", 100, 150, 0)),
        "CNY",
        "{}",
        Quote.hashOf("{}"),
        NOW.minusSeconds(60),
        validUntil,
        null,
        signedHash);
  }

  private static String without(String key) {
    JsonObject copy = DIAGNOSIS.copy();
    copy.remove(key);
    return copy.encode();
  }

  private static String withExplained(String json) {
    return without("explainedTo").replaceFirst("\\{", "{\"explainedTo\":" + json + ",");
  }

  static Ticket ticket(String number, State state, int active, JsonObject facts) {
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
        null,
        Severity.MAJOR,
        "temperature",
        "telemetry",
        null,
        NOW,
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
        null,
        null,
        null,
        null,
        new JsonArray());
  }
}

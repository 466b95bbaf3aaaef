package dev.fieldcare.tickets;

import static dev.fieldcare.tickets.Desk.ENGINEER;
import static dev.fieldcare.tickets.Desk.SUPPORT;
import static dev.fieldcare.tickets.Desk.active;
import static dev.fieldcare.tickets.Desk.await;
import static dev.fieldcare.tickets.Desk.normal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.firmware.Fixes;
import dev.fieldcare.firmware.JudgedFix;
import dev.fieldcare.stability.Alarm;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of tickets when the field has judged what a release is said to fix. */
class FixedTicketsTest {
  private static final String SYMPTOM = "temperature.high";
  private static final String DIAGNOSIS =
      """
      {"mode":"overheats","cause":"fan blocked","plan":"clean it",
       "explainedTo":{"name":"Li","at":"2026-11-22T08:00:00Z","how":"phone"}}
      """;

  private final Desk it = new Desk();
  private final Set<String> updated = new HashSet<>(Set.of("d-1", "d-3", "d-4", "d-5"));
  private final FixedTickets fixed =
      new FixedTickets(it.desk, it.clock, (device, judged) -> updated.contains(device));
  private long release;

  @BeforeEach
  void publish() {
    await(
        it.database
            .pool()
            .query(
                "INSERT INTO firmware_images VALUES (repeat('ab', 32), 'aa', 'bb', 1, 'image.bin',"
                    + " now(), 'me')")
            .execute());
    release =
        await(
            it.database
                .pool()
                .preparedQuery(
                    "INSERT INTO releases (model, version, counter, kind, state, image, format,"
                        + " fixes, created_at) VALUES ('gateway-x1', '1.5.0', 7, 'FEATURE',"
                        + " 'PUBLISHED', repeat('ab', 32), 'raw', $1, now()) RETURNING id")
                .execute(Tuple.of(new JsonArray().add(SYMPTOM)))
                .map(rows -> rows.iterator().next().getLong(0)));
  }

  @AfterEach
  void close() {
    it.close();
  }

  private JudgedFix judged(boolean holds) {
    return new JudgedFix(
        release,
        "gateway-x1",
        "1.5.0",
        SYMPTOM,
        holds,
        it.now,
        "rollout:7",
        "0 of the 20 devices of wave 1 had it, 25 of the 40 not yet updated",
        "fix.shown",
        new JsonObject().put("controlEvents", 25));
  }

  private void verify() {
    await(it.database.transaction(sql -> fixed.verified(sql, judged(true))));
  }

  private void withdraw() {
    await(
        it.database.transaction(
            sql ->
                Fixes.keep(sql, judged(false))
                    .compose(kept -> fixed.withdrawn(sql, judged(false)))));
  }

  /** A ticket about the alarm, which is back to normal. */
  private String ticket(String device, String symptom) {
    Alarm alarm = active(device, symptom, 0);
    it.hear(alarm, normal(alarm));
    return it.tickets().stream()
        .filter(each -> device.equals(each.device()) && symptom.equals(each.symptom()))
        .findFirst()
        .orElseThrow()
        .number();
  }

  private List<String> notes(String number) {
    return it.get(number).messages().stream()
        .filter(each -> each.direction() == Message.Direction.NOTE)
        .map(Message::text)
        .toList();
  }

  private static boolean isProof(String note) {
    return note.equals(
        "it is verified that 1.5.0 fixes temperature.high: 0 of the 20 devices of wave 1 had it,"
            + " 25 of the 40 not yet updated");
  }

  @Test
  void what_nobody_has_begun_is_closed_as_fixed_and_nothing_else() {
    String quiet = ticket("d-1", SYMPTOM);
    String triaged = ticket("d-3", SYMPTOM);
    it.move(triaged, State.TRIAGED, "{}", SUPPORT);
    String old = ticket("d-2", SYMPTOM);
    String other = ticket("d-1", "voltage.low");
    it.hear(active("d-4", SYMPTOM, 0));
    verify();
    Ticket ended = it.get(quiet);
    assertEquals(State.CLOSED, ended.state());
    assertEquals("fixed in 1.5.0, verified", ended.resolution());
    JsonObject finding = ended.facts().getJsonObject("verified");
    assertEquals("1.5.0", finding.getString("release"));
    assertEquals("rollout:7", finding.getString("by"));
    assertEquals(25, finding.getJsonObject("becauseArgs").getInteger("controlEvents"));
    assertEquals(State.CLOSED, it.get(triaged).state());
    assertEquals(State.NEW, it.get(old).state(), "d-2 runs the old release");
    assertEquals(State.NEW, it.get(other).state(), "another symptom");
    Ticket still =
        it.tickets().stream().filter(each -> "d-4".equals(each.device())).findAny().orElseThrow();
    assertEquals(State.NEW, still.state(), "its alarm is active");
    assertFalse(await(fixed.isDue(it.database.pool(), judged(true))));
  }

  @Test
  void one_whose_device_is_updated_later_is_closed_then() {
    String later = ticket("d-2", SYMPTOM);
    verify();
    assertEquals(State.NEW, it.get(later).state());
    updated.add("d-2");
    assertTrue(await(fixed.isDue(it.database.pool(), judged(true))));
    verify();
    assertEquals("fixed in 1.5.0, verified", it.get(later).resolution());
  }

  @Test
  void what_is_under_way_or_was_asked_for_gets_the_proof_once_and_goes_on_by_its_own_table() {
    it.house.updates.put("d-1", "1.5.0");
    String fixing = ticket("d-1", SYMPTOM);
    it.move(fixing, State.TRIAGED, "{}", SUPPORT);
    it.move(fixing, State.REMOTE_FIX, "{}", SUPPORT);
    await(it.desk.updated("d-1", "1.5.0"));
    assertEquals(State.TESTING, it.get(fixing).state());
    String repaired = ticket("d-3", SYMPTOM);
    it.move(repaired, State.TRIAGED, "{}", SUPPORT);
    it.move(repaired, State.DIAGNOSED, DIAGNOSIS, ENGINEER);
    String asked = ticket("d-5", SYMPTOM);
    await(
        it.database
            .pool()
            .preparedQuery("UPDATE tickets SET channel = 'phone' WHERE number = $1")
            .execute(Tuple.of(asked)));
    verify();
    verify();
    assertEquals(State.TESTING, it.get(fixing).state());
    assertEquals(1, notes(fixing).stream().filter(FixedTicketsTest::isProof).count());
    assertEquals(State.DIAGNOSED, it.get(repaired).state());
    assertEquals(List.of(), notes(repaired));
    assertEquals(State.NEW, it.get(asked).state());
    assertEquals(1, notes(asked).stream().filter(FixedTicketsTest::isProof).count());
  }

  @Test
  void when_the_claim_is_withdrawn_what_was_closed_for_it_is_opened_again() {
    String quiet = ticket("d-1", SYMPTOM);
    verify();
    assertEquals(State.CLOSED, it.get(quiet).state());
    it.hear(active("d-3", SYMPTOM, 5));
    String open = it.tickets().getFirst().number();
    String untouched = ticket("d-2", SYMPTOM);
    withdraw();
    Ticket again = it.get(quiet);
    assertEquals(State.TRIAGED, again.state());
    assertTrue(
        notes(open).getFirst().startsWith("that 1.5.0 fixes temperature.high is withdrawn: "),
        notes(open).toString());
    assertEquals(List.of(), notes(untouched));
    assertEquals(
        null, again.fixedIn(), "no ticket names the release as the fix of the symptom any more");
  }

  @Test
  void one_that_cannot_be_opened_again_says_why() {
    String quiet = ticket("d-1", SYMPTOM);
    assertEquals("1.5.0", it.get(quiet).fixedIn());
    verify();
    it.hear(active("d-1", SYMPTOM, 9));
    String next = it.tickets().getFirst().number();
    withdraw();
    assertEquals(State.CLOSED, it.get(quiet).state());
    assertEquals(1, notes(quiet).size());
    assertEquals(1, notes(next).size());
  }

  @Test
  void whoever_looks_into_the_cause_is_told() {
    ticket("d-1", SYMPTOM);
    await(
        it.database
            .pool()
            .preparedQuery(
                """
                INSERT INTO tickets (number, kind, state, model, cause_type, cause_id, symptom,
                  severity, opened_at, updated_at, first_seen_at, last_seen_at, occurrences,
                  active_alarms, because, because_key, because_args)
                VALUES ('P-2026-000001', 'problem', 'INVESTIGATING', 'gateway-x1', 'lot', 'L1', $1,
                  'major', now(), now(), now(), now(), 0, 0, '', '', '{}')
                """)
            .execute(Tuple.of(SYMPTOM)));
    withdraw();
    assertEquals(1, notes("P-2026-000001").size());
    assertEquals(State.INVESTIGATING, it.get("P-2026-000001").state());
  }
}

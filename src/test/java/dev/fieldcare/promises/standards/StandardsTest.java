package dev.fieldcare.promises.standards;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Await;
import dev.fieldcare.base.Database;
import dev.fieldcare.base.MovableClock;
import dev.fieldcare.base.PgJournal;
import dev.fieldcare.base.Problem;
import dev.fieldcare.base.TestDatabase;
import dev.fieldcare.promises.Measure;
import dev.fieldcare.promises.Term;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is promised to whom. */
class StandardsTest {
  private static final Path FILE =
      Path.of(System.getProperty("fieldcare.home", ".."), "config", "service-standards.yaml");
  private static final String RESPONSE = "response.general";

  private final Vertx vertx = Vertx.vertx();
  private final Database database = TestDatabase.open(vertx);
  private final MovableClock clock = new MovableClock(Instant.parse("2026-03-02T02:00:00Z"));
  private final PgJournal journal = new PgJournal(clock);
  private final Standards standards = new Standards(database, journal, clock, "cn"::equals);

  @BeforeEach
  void load() {
    Await.get(standards.load(FILE));
  }

  @AfterEach
  void close() {
    database.close();
    Await.get(vertx.close());
  }

  private static JsonObject hours(int amount) {
    return Term.of(Measure.ELAPSED, amount).json();
  }

  private Deviation set(Level level, String subject, int hours) {
    return Await.get(standards.set(level, subject, RESPONSE, hours(hours), null, null, "user:ann"));
  }

  private long promised(Target target) {
    return standards.resolve(RESPONSE, target).term().amount().longValueExact();
  }

  @Test
  void every_parameter_of_the_standard_has_a_value_and_a_clause() {
    for (String key : Catalogue.KEYS) {
      Parameter found = standards.resolve(key, Target.ANYBODY);
      assertEquals(Level.VENDOR, found.level());
      assertFalse(found.clause().isBlank(), key);
    }
  }

  @Test
  void the_closest_level_wins() {
    var target = new Target("line-1", "contract-1", "acme", "pump-p2");
    assertEquals(2, promised(target));
    set(Level.MODEL, "pump-p2", 5);
    assertEquals(5, promised(target));
    set(Level.CUSTOMER, "acme", 6);
    assertEquals(6, promised(target));
    set(Level.CONTRACT, "contract-1", 7);
    assertEquals(7, promised(target));
    set(Level.CONTRACT_LINE, "line-1", 8);
    assertEquals(8, promised(target));
    assertEquals(2, promised(Target.of("globex", "gateway-x1")));
    Parameter found = standards.resolve(RESPONSE, target);
    assertEquals("line-1", found.subject());
    assertEquals(8, found.json().getJsonObject("value").getInteger("amount"));
    assertTrue(Await.get(journal.verify(database.pool())).isSound());
  }

  @Test
  void what_is_set_for_a_time_holds_from_its_first_to_before_its_last_moment() {
    Instant from = clock.instant().plus(Duration.ofDays(1));
    Instant to = from.plus(Duration.ofDays(1));
    Await.get(standards.set(Level.CUSTOMER, "acme", RESPONSE, hours(9), from, to, "user:ann"));
    Target acme = Target.of("acme", null);
    assertEquals(2, promised(acme));
    clock.set(from);
    assertEquals(9, promised(acme));
    clock.set(to.minusMillis(1));
    assertEquals(9, promised(acme));
    clock.set(to);
    assertEquals(2, promised(acme));
  }

  @Test
  void what_was_set_is_there_after_a_restart() {
    set(Level.CUSTOMER, "acme", 6);
    var again = new Standards(database, journal, clock, "cn"::equals);
    Await.get(again.load(FILE));
    assertEquals(standards.deviations(), again.deviations());
  }

  @Test
  void a_value_of_the_wrong_kind_an_unknown_key_and_the_vendor_level_are_refused() {
    assertTrue(refusal(Level.CUSTOMER, RESPONSE, 5).contains("a term"));
    assertTrue(refusal(Level.CUSTOMER, "response.genral", hours(5)).contains(RESPONSE));
    assertTrue(refusal(Level.VENDOR, RESPONSE, hours(5)).contains("contract_line"));
    assertTrue(refusal(Level.CUSTOMER, "warranty.start", "WHENEVER").contains("DELIVERY"));
    assertThrows(Problem.class, () -> standards.resolve("no.such.key", Target.ANYBODY));
  }

  private String refusal(Level level, String key, Object value) {
    return Await.problem(standards.set(level, "acme", key, value, null, null, "user:ann"))
        .message();
  }

  @Test
  void a_file_that_lacks_a_parameter_is_refused_and_the_parameter_named() throws IOException {
    String text = Files.readString(FILE);
    String without = text.replace("  onsite.arrival:", "  onsite.arival:");
    Problem misspelt =
        assertThrows(Problem.class, () -> StandardText.parse(without, "standards.yaml"));
    assertTrue(misspelt.message().contains("onsite.arrival"), misspelt.message());
    String empty = text.replaceFirst("\\{ value: \\{ measure: elapsed, amount: 2 }, ", "{ ");
    Problem missing =
        assertThrows(Problem.class, () -> StandardText.parse(empty, "standards.yaml"));
    assertEquals(
        "standards.yaml: response.general: value: expected a value, found none", missing.message());
  }

  @Test
  void what_is_set_by_many_at_once_is_all_there() {
    var set = new ArrayList<Future<Deviation>>();
    for (int i = 0; i < 40; i++) {
      set.add(
          standards.set(
              Level.CUSTOMER, "customer-" + i, RESPONSE, hours(3 + i), null, null, "user:ann"));
    }
    Await.get(Future.all(set));
    for (int i = 0; i < 40; i++) {
      assertEquals(3 + i, promised(Target.of("customer-" + i, null)));
    }
  }

  @Test
  void a_calendar_that_there_is_not_is_refused() {
    Problem refused =
        Await.problem(
            standards.set(Level.CUSTOMER, "acme", "calendar", "no-such", null, null, "user:ann"));
    assertEquals("standard.calendar", refused.code());
  }
}

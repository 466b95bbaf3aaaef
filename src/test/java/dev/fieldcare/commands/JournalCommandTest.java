package dev.fieldcare.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Await;
import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import dev.fieldcare.base.PgJournal;
import dev.fieldcare.base.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The journal as an auditor finds it, after its owner had a hand in the database. */
@Timeout(600)
class JournalCommandTest {
  private static final String NEW_HASH =
      """
      UPDATE journal SET actor = 'user:other', hash = sha256(previous_hash || convert_to(
        '[4,' || '{"actor":"user:other","at":"' || to_char(at AT TIME ZONE 'UTC',
        'YYYY-MM-DD"T"HH24:MI:SS"Z"') || '","data":' || data::text
        || ',"subject":"x:1","type":"x.done"}]', 'UTF8')) WHERE seq = 4
      """;

  @TempDir Path home;

  private final Vertx vertx = Vertx.vertx();
  private final Database database = TestDatabase.open(vertx);
  private final PgJournal journal =
      new PgJournal(
          Clock.fixed(
              java.time.Instant.parse("2026-03-02T10:00:00Z"), Clock.systemUTC().getZone()));
  private String before = "";

  @BeforeEach
  void writeSettings() throws IOException {
    var at = database.coordinates();
    Files.createDirectories(home.resolve("config"));
    Files.writeString(
        home.resolve("config/fieldcare.yaml"),
        "database.url: "
            + at.jdbcUrl().substring("jdbc:".length())
            + "\ndatabase.user: "
            + at.user()
            + "\ndatabase.password: \""
            + at.password()
            + "\"\n");
    before = System.getProperty("fieldcare.home", ".");
    System.setProperty("fieldcare.home", home.toString());
    append(6);
  }

  @AfterEach
  void close() {
    System.setProperty("fieldcare.home", before);
    database.close();
    Await.get(vertx.close());
  }

  @Test
  void a_journal_nobody_touched_is_sound_up_to_its_head() {
    String head = run(0, "journal", "head").strip();
    assertTrue(head.matches("6:[0-9a-f]{64}"), head);
    JsonObject found = verify(0, "--expect-head", head);
    assertEquals(6, found.getInteger("entries"));
    assertEquals(head, found.getString("head"));
    assertEquals(2, verify(0, "--from", "5").getInteger("entries"));

    append(3);
    assertEquals(9, verify(0, "--expect-head", head).getInteger("entries"));
  }

  @Test
  void an_altered_entry_is_named() {
    for (String change :
        List.of(
            "actor = 'user:other'",
            "at = at + interval '1 microsecond'",
            "data = '{\"n\":4.5}'",
            "data = '{\"n\":4,\"n\":4}'",
            "subject = 'x:9'",
            "type = 'x.y'",
            "hash = sha256(hash)",
            "hash = ''",
            "previous_hash = sha256(hash)")) {
      tamper("UPDATE journal SET " + change + " WHERE seq = 4");
      assertBroken(4, "altered", verify(1));
      mend();
    }
  }

  @Test
  void an_entry_that_was_rewritten_with_its_hash_is_named_by_the_one_behind_it() {
    tamper(NEW_HASH);
    assertBroken(4, "altered", verify(1));
  }

  @Test
  void a_removed_entry_is_named_even_when_the_others_moved_up() {
    tamper("DELETE FROM journal WHERE seq = 4");
    assertBroken(4, "missing", verify(1));
    tamper(
        "UPDATE journal SET seq = seq - 1 WHERE seq = 5; UPDATE journal SET seq = 5 WHERE seq = 6");
    assertBroken(4, "missing", verify(1));
    mend();
    tamper("DELETE FROM journal WHERE seq = 1");
    assertBroken(1, "missing", verify(1));
  }

  @Test
  void entries_that_changed_places_are_named() {
    tamper(
        "UPDATE journal SET seq = 99 WHERE seq = 4; UPDATE journal SET seq = 4 WHERE seq = 5;"
            + " UPDATE journal SET seq = 5 WHERE seq = 99");
    assertBroken(4, "reordered", verify(1));
  }

  @Test
  void a_tail_that_was_cut_off_shows_against_a_noted_head() {
    String head = run(0, "journal", "head").strip();
    tamper("DELETE FROM journal WHERE seq > 4");
    assertEquals(4, verify(0).getInteger("entries"));
    assertBroken(5, "truncated", verify(1, "--expect-head", head));
  }

  @Test
  void a_new_chain_shows_against_a_noted_head() {
    String head = run(0, "journal", "head").strip();
    tamper("DELETE FROM journal WHERE seq > 4");
    append(4);
    assertEquals(8, verify(0).getInteger("entries"));
    JsonObject found = verify(1, "--expect-head", head);
    assertEquals("replaced", found.getString("fault"), found.encode());
    assertEquals(6, found.getInteger("brokenAt"));
  }

  @Test
  void a_copy_is_verified_without_the_database() throws IOException {
    Path copy = home.resolve("journal.jsonl");
    run(0, "journal", "export", "--out", copy.toString());
    String head = run(0, "journal", "head", "--file", copy.toString()).strip();
    assertEquals(run(0, "journal", "head").strip(), head);
    List<String> lines = Files.readAllLines(copy);
    assertEquals(6, verify(0, "--file", copy.toString()).getInteger("entries"));
    assertEquals(2, verify(0, "--from", "5", "--file", copy.toString()).getInteger("entries"));

    var swapped = new ArrayList<>(lines);
    Collections.swap(swapped, 3, 4);
    Files.write(copy, swapped);
    assertBroken(4, "reordered", verify(1, "--file", copy.toString()));
    var removed = new ArrayList<>(lines);
    removed.remove(3);
    Files.write(copy, removed);
    assertBroken(4, "missing", verify(1, "--file", copy.toString()));
    var altered = new ArrayList<>(lines);
    altered.set(3, lines.get(3).replace("user:me", "user:you"));
    Files.write(copy, altered);
    assertBroken(4, "altered", verify(1, "--file", copy.toString()));
    Files.write(copy, lines.subList(0, 4));
    assertBroken(5, "truncated", verify(1, "--expect-head", head, "--file", copy.toString()));
    Files.writeString(copy, lines.get(0) + "\nnonsense\n");
    assertTrue(run(1, "journal", "verify", "--file", copy.toString()).isEmpty());
  }

  private static void assertBroken(int at, String fault, JsonObject found) {
    assertEquals(fault, found.getString("fault"), found.encode());
    assertEquals(at, found.getInteger("brokenAt"), found.encode());
  }

  private JsonObject verify(int status, String... options) {
    var arguments = new ArrayList<>(List.of("journal", "verify", "--json"));
    arguments.addAll(Arrays.asList(options));
    return new JsonObject(run(status, arguments.toArray(String[]::new)));
  }

  private static String run(int status, String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    int found = CommandLines.run(arguments, new PrintWriter(out), new PrintWriter(err));
    assertEquals(status, found, out + "" + err);
    return out.toString();
  }

  /** As the owner of the database can: with the triggers off. */
  private void tamper(String sql) {
    Await.get(database.pool().query("ALTER TABLE journal DISABLE TRIGGER USER; " + sql).execute());
  }

  private void mend() {
    Await.get(
        database
            .pool()
            .query("TRUNCATE journal; INSERT INTO journal SELECT * FROM original")
            .execute());
  }

  private void append(int count) {
    for (int i = 1; i <= count; i++) {
      var data = new JsonObject().put("n", i).put("all", new JsonArray().add("ü\n").addNull());
      var entry = new Journal.Entry("user:me", "x:1", "x.done", data);
      Await.get(database.transaction(transaction -> journal.append(transaction, entry)));
    }
    Await.get(
        database
            .pool()
            .query("DROP TABLE IF EXISTS original; CREATE TABLE original AS SELECT * FROM journal")
            .execute());
  }
}

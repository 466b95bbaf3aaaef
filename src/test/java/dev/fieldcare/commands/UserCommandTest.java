package dev.fieldcare.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.api.signin.SignIn;
import dev.fieldcare.api.signin.SignInSettings;
import dev.fieldcare.base.Await;
import dev.fieldcare.base.Database;
import dev.fieldcare.base.PgJournal;
import dev.fieldcare.base.Problem;
import dev.fieldcare.base.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Users by commands, beside a server that knows them already. */
@Timeout(600)
class UserCommandTest {
  private static final String PASSWORD = "a quiet pump by the lake";

  @TempDir Path home;

  private final Vertx vertx = Vertx.vertx();
  private final Database database = TestDatabase.open(vertx);
  private final SignIn server =
      SignIn.on(
          vertx,
          database,
          new PgJournal(Clock.systemUTC()),
          Clock.systemUTC(),
          SignInSettings.defaults());
  private final InputStream input = System.in;
  private String before = "";

  @BeforeEach
  void writeSettings() throws IOException {
    var at = database.coordinates();
    Files.createDirectories(home.resolve("config"));
    Files.writeString(
        home.resolve("config/fieldcare.yaml"),
        "database.url: %s\ndatabase.user: %s\ndatabase.password: \"%s\"\n"
            .formatted(at.jdbcUrl().substring("jdbc:".length()), at.user(), at.password()));
    before = System.getProperty("fieldcare.home", ".");
    System.setProperty("fieldcare.home", home.toString());
    Await.get(server.load());
  }

  @AfterEach
  void close() {
    System.setIn(input);
    System.setProperty("fieldcare.home", before);
    database.close();
    Await.get(vertx.close());
  }

  @Test
  void somebody_who_was_added_signs_in_and_chooses_another_password() {
    type(PASSWORD + "\n");
    String said = run(0, "user", "add", "mei", "--role", "support", "--name", "Mei", "--stdin");
    assertFalse(said.contains(PASSWORD), said);
    var made = signIn(PASSWORD);
    assertTrue(made.mustChange());
    assertEquals("Mei", made.fullName());
    assertTrue(journal().contains("user.created command:"), journal());
    assertFalse(journal().contains(PASSWORD));
  }

  @Test
  void a_password_is_made_and_shown_once() {
    String said = run(0, "user", "add", "mei", "--role", "admin", "--generate");
    String password = said.substring(said.indexOf("password: ") + 10).strip();
    signIn(password);
    type(PASSWORD + "\n");
    run(0, "user", "password", "mei", "--stdin");
    assertThrows(Problem.class, () -> signIn(password));
    signIn(PASSWORD);
  }

  @Test
  void whoever_is_locked_is_out_of_the_running_server_and_back_when_unlocked() {
    type(PASSWORD + "\n");
    run(0, "user", "add", "mei", "--role", "support", "--stdin");
    Await.get(server.refresh());
    var session = Await.get(server.byPassword(typed(PASSWORD))).session();
    assertTrue(server.isInForce(session));

    run(0, "user", "lock", "mei");
    assertThrows(Problem.class, () -> signIn(PASSWORD));
    Await.get(server.refresh());
    assertFalse(server.isInForce(session));
    assertTrue(run(0, "user", "list").matches("(?s)mei +support +locked .*"));
    assertTrue(run(1, "user", "lock", "mei").contains("disabled already"));

    run(0, "user", "unlock", "mei");
    signIn(PASSWORD);
    assertFalse(server.isInForce(session));
    JsonObject listed = new JsonObject(run(0, "user", "list", "--json").strip());
    assertEquals("active", listed.getString("state"));
    assertTrue(journal().contains("user.disabled command:"), journal());
  }

  @Test
  void too_many_wrong_passwords_are_forgiven_by_unlock() {
    type(PASSWORD + "\n");
    run(0, "user", "add", "mei", "--role", "support", "--stdin");
    for (int i = 0; i < 10; i++) {
      assertThrows(Problem.class, () -> signIn("not this one, surely"));
    }
    assertTrue(run(0, "user", "list").contains("locked until"));
    run(0, "user", "unlock", "mei");
    signIn(PASSWORD);
  }

  @Test
  void what_cannot_be_done_is_said_and_ends_with_another_status() {
    assertTrue(run(1, "user", "lock", "nobody").contains("there is no user nobody"));
    assertTrue(run(1, "user", "add", "mei", "--role", "suport", "--generate").contains("support"));
    assertTrue(
        run(1, "user", "add", "mei", "--role", "customer", "--generate").contains("customer"));
    type("short\n");
    assertTrue(run(1, "user", "add", "mei", "--role", "admin", "--stdin").contains("12 to 256"));
    type("");
    assertTrue(run(1, "user", "add", "mei", "--role", "admin", "--stdin").contains("found none"));
    run(2, "user");
    run(2, "user", "add", "mei", "--role", "admin", "--password", PASSWORD);
    assertEquals("", run(0, "user", "list"));
  }

  private void type(String text) {
    System.setIn(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  private SignIn.Typed typed(String password) {
    return new SignIn.Typed("mei", password, null, "127.0.0.1");
  }

  private dev.fieldcare.api.signin.User signIn(String password) {
    Await.get(server.byPassword(typed(password)));
    Await.get(server.refresh());
    return server.users().get("mei");
  }

  private String journal() {
    var text = new StringBuilder();
    Await.get(database.pool().query("select type, actor, data::text from journal").execute())
        .forEach(
            row ->
                text.append(row.getString(0))
                    .append(' ')
                    .append(row.getString(1))
                    .append(' ')
                    .append(row.getString(2))
                    .append('\n'));
    return text.toString();
  }

  private static String run(int status, String... arguments) {
    var out = new StringWriter();
    int found = CommandLines.run(arguments, new PrintWriter(out), new PrintWriter(out));
    assertEquals(status, found, out.toString());
    return out.toString();
  }
}

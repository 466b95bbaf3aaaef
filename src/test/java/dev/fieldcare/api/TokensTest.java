package dev.fieldcare.api;

import static dev.fieldcare.api.ApiServer.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import dev.fieldcare.base.MovableClock;
import dev.fieldcare.base.Problem;
import dev.fieldcare.base.TestDatabase;
import dev.fieldcare.registry.Role;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensTest {
  private final Vertx vertx = Vertx.vertx();
  private final Database database = TestDatabase.open(vertx);
  private final MovableClock clock = new MovableClock(ApiServer.NOW);
  private final List<String> journalled = new ArrayList<>();
  private Tokens tokens = new Tokens(database, this::journal, clock);

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void a_token_opens_the_door_for_its_role_until_it_is_revoked() {
    var made = await(tokens.create(wish(Role.SUPPORT), "user:boss"));
    Caller caller = tokens.authenticate(made.secret()).orElseThrow();
    assertEquals(Role.SUPPORT, caller.role());
    assertTrue(tokens.isInForce(caller));

    await(tokens.revoke(made.token().id(), "user:boss"));
    assertEquals(Optional.empty(), tokens.authenticate(made.secret()));
    assertFalse(tokens.isInForce(caller));
    assertEquals(List.of("user:boss token.created", "user:boss token.revoked"), journalled);
  }

  @Test
  void a_token_ends_at_its_time() {
    var wish = new Tokens.Wish("short", Role.VIEWER, null, ApiServer.NOW.plusSeconds(60));
    var made = await(tokens.create(wish, "system"));
    clock.move(Duration.ofSeconds(59));
    assertTrue(tokens.authenticate(made.secret()).isPresent());
    clock.move(Duration.ofSeconds(1));
    assertEquals(Optional.empty(), tokens.authenticate(made.secret()));
  }

  @Test
  void tokens_survive_a_restart_and_revoked_ones_stay_revoked() {
    var kept = await(tokens.create(wish(Role.ADMIN), "system"));
    var revoked = await(tokens.create(wish(Role.ADMIN), "system"));
    await(tokens.revoke(revoked.token().id(), "system"));
    restart();
    assertTrue(tokens.authenticate(kept.secret()).isPresent());
    assertEquals(Optional.empty(), tokens.authenticate(revoked.secret()));
    Problem problem =
        assertThrows(Problem.class, () -> await(tokens.revoke(revoked.token().id(), "system")));
    assertEquals("token.unknown", problem.code());
  }

  @Test
  void the_database_holds_only_the_hash() {
    var made = await(tokens.create(wish(Role.ADMIN), "system"));
    var row =
        await(database.pool().query("select t::text as whole from api_tokens t").execute())
            .iterator()
            .next();
    assertFalse(row.getString("whole").contains(made.secret().substring(3)));
    assertTrue(made.secret().length() >= 43, "256 bits in base 64");
  }

  @Test
  void the_configured_first_administrator_may_have_any_token_and_a_new_one_ends_the_old(
      @TempDir Path dataDir) throws Exception {
    assertEquals("t0", await(tokens.ensureFirstAdmin("t0", dataDir)));
    assertEquals(Role.ADMIN, tokens.authenticate("t0").orElseThrow().role());
    restart();
    assertEquals("t0", await(tokens.ensureFirstAdmin("t0", dataDir)));
    assertEquals(1, await(tokens.list(10, null)).size());
    restart();
    await(tokens.ensureFirstAdmin("t1", dataDir));
    assertEquals(Optional.empty(), tokens.authenticate("t0"));
    assertTrue(tokens.authenticate("t1").isPresent());
    try (var files = Files.list(dataDir)) {
      assertEquals(0, files.count());
    }
  }

  @Test
  void without_one_a_first_administrator_is_made_once_and_left_in_a_private_file(
      @TempDir Path dataDir) throws Exception {
    String secret = await(tokens.ensureFirstAdmin(null, dataDir));
    Path file = dataDir.resolve("admin-token");
    assertEquals(secret, Files.readString(file).strip());
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    restart();
    assertEquals(secret, await(tokens.ensureFirstAdmin("", dataDir)));

    Files.delete(file);
    String next = await(tokens.ensureFirstAdmin(null, dataDir));
    assertNotEquals(secret, next);
    assertEquals(Optional.empty(), tokens.authenticate(secret));
    assertEquals(Role.ADMIN, tokens.authenticate(next).orElseThrow().role());
  }

  private void restart() {
    tokens = new Tokens(database, this::journal, clock);
    await(tokens.load());
  }

  private Future<Long> journal(SqlConnection sql, Journal.Entry entry) {
    journalled.add(entry.actor() + " " + entry.type());
    return Future.succeededFuture(1L);
  }

  private static Tokens.Wish wish(Role role) {
    return new Tokens.Wish("someone", role, null, null);
  }
}

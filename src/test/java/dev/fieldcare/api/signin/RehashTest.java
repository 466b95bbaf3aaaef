package dev.fieldcare.api.signin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Await;
import dev.fieldcare.base.Database;
import dev.fieldcare.base.PgJournal;
import dev.fieldcare.base.Problem;
import dev.fieldcare.base.TestDatabase;
import dev.fieldcare.registry.Role;
import io.vertx.core.Vertx;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Passwords that were kept when hashing cost less. */
class RehashTest {
  private static final String PASSWORD = "a quiet pump by the lake";
  private static final String NOW = "m=19456,t=2,p=1";

  private final Vertx vertx = Vertx.vertx();
  private final Database database = TestDatabase.open(vertx);

  @AfterEach
  void close() {
    database.close();
    Await.get(vertx.close());
  }

  private SignIn at(PasswordHash.Cost cost) {
    Clock clock = Clock.systemUTC();
    var signIn =
        SignIn.on(vertx, database, new PgJournal(clock), clock, SignInSettings.defaults(), cost);
    Await.get(signIn.load());
    return signIn;
  }

  private String kept() {
    return Await.get(database.pool().query("select password from users").execute())
        .iterator()
        .next()
        .getString(0);
  }

  private static Session.Made enter(SignIn signIn, String password) {
    return Await.get(signIn.byPassword(new SignIn.Typed("ann", password, null, "127.0.0.1")));
  }

  @Test
  void a_password_kept_at_less_cost_is_hashed_anew_by_the_next_right_one() {
    var profile = new Profile("Ann", Role.SUPPORT, null, null, null);
    Await.get(at(new PasswordHash.Cost(64, 1, 1)).invite("ann", profile, PASSWORD, "system"));
    String old = kept();
    assertTrue(old.contains("m=64,t=1,p=1"), old);

    SignIn signIn = at(PasswordHash.Cost.DEFAULT);
    assertThrows(Problem.class, () -> enter(signIn, "not this one, surely"));
    assertEquals(old, kept());
    var session = enter(signIn, PASSWORD).session();
    String better = kept();
    assertTrue(better.contains(NOW), better);
    assertTrue(signIn.isInForce(session));

    enter(signIn, PASSWORD);
    assertEquals(better, kept(), "once is enough");
  }
}

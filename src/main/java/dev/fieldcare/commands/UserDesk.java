package dev.fieldcare.commands;

import dev.fieldcare.Settings;
import dev.fieldcare.api.Tokens;
import dev.fieldcare.api.signin.SignIn;
import dev.fieldcare.base.Database;
import dev.fieldcare.base.PgJournal;
import dev.fieldcare.base.Problem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * The users in the database of the configuration, whether a server runs or not; one that runs knows
 * of a change within seconds.
 */
final class UserDesk {
  private static final int PATIENCE_SECONDS = 60;
  private static final String NO_SUCH_TABLE = "42P01";

  private UserDesk() {}

  /** Who the journal says did it. */
  static String actor() {
    return "command:" + System.getProperty("user.name", "unknown");
  }

  /** Blocks until it is done. */
  static <T> T with(Function<SignIn, Future<T>> work) {
    Settings settings =
        Settings.load(Path.of(System.getProperty("fieldcare.home", ".")), System.getenv());
    Vertx vertx = Vertx.vertx();
    try (Database database =
        Database.beside(vertx, settings.database(), settings.dataDirectory())) {
      Clock clock = Clock.systemUTC();
      var journal = new PgJournal(clock);
      SignIn signIn = SignIn.on(vertx, database, journal, clock, settings.signIn());
      signIn.users().onFall(new Tokens(database, journal, clock)::revokeOf);
      return await(signIn.load().compose(loaded -> work.apply(signIn)));
    } finally {
      await(vertx.close());
    }
  }

  private static <T> T await(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (TimeoutException e) {
      throw Problem.unavailable("database.slow", "the database did not answer in a minute", e);
    } catch (ExecutionException e) {
      throw problem(e.getCause() == null ? e : e.getCause());
    }
  }

  private static RuntimeException problem(Throwable cause) {
    if (cause instanceof PgException refused && NO_SUCH_TABLE.equals(refused.getSqlState())) {
      return Problem.conflict(
          "database.empty", "the database has no users' table yet: start the server once");
    }
    return cause instanceof RuntimeException known
        ? known
        : Problem.unavailable("database.unreachable", "the database: " + cause.getMessage(), cause);
  }
}

package dev.fieldcare.api.signin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Await;
import dev.fieldcare.base.Database;
import dev.fieldcare.base.MovableClock;
import dev.fieldcare.base.PgJournal;
import dev.fieldcare.base.Problem;
import dev.fieldcare.base.TestDatabase;
import dev.fieldcare.registry.Role;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A random walk over users and what they do, beside a model of what must come of it. */
class SignInWalkTest {
  private static final long SEED = 20261122;
  private static final int STEPS = 1_500;
  private static final List<String> NAMES = List.of("ann", "bea", "nobody");
  private static final SignInSettings SETTINGS = SignInSettings.defaults();

  private final Vertx vertx = Vertx.vertx();
  private final Database database = TestDatabase.open(vertx);
  private final MovableClock clock = new MovableClock(Instant.parse("2026-11-22T08:15:00Z"));
  private final SplittableRandom random = new SplittableRandom(SEED);
  private SignIn signIn = opened();

  /** What must be true of a user. */
  private static final class Model {
    String password = "";
    Role role = Role.SUPPORT;
    boolean isDisabled;
  }

  /** Failures under a name, whoever's it is. */
  private static final class Door {
    int failures;
    Instant lockedUntil = Instant.EPOCH;
    Instant lastAt = Instant.EPOCH;

    /** What is long past is forgotten with a restart. */
    boolean isForgotten(Instant now) {
      Instant past = now.minus(Duration.ofDays(2));
      return lastAt.isBefore(past) && lockedUntil.isBefore(past);
    }
  }

  /** A session that must be good or not. */
  private static final class Visit {
    final String user;
    final String secret;
    final Instant since;
    Instant used;
    boolean isEnded;

    Visit(String user, String secret, Instant now) {
      this.user = user;
      this.secret = secret;
      this.since = now;
      this.used = now;
    }

    boolean isOver(Instant now) {
      return isEnded
          || !now.isBefore(used.plus(SETTINGS.idle()))
          || !now.isBefore(since.plus(SETTINGS.life()));
    }
  }

  private final Map<String, Model> models = new LinkedHashMap<>();
  private final Map<String, Door> doors = new HashMap<>();
  private final List<Visit> visits = new ArrayList<>();
  private int passwords;

  @AfterEach
  void close() {
    Await.get(vertx.close());
  }

  @Test
  void whatever_users_and_administrators_do_the_right_ones_are_in() {
    System.out.println("seed " + SEED);
    NAMES.forEach(name -> doors.put(name, new Door()));
    for (String name : List.of("ann", "bea")) {
      var model = new Model();
      model.password = newPassword();
      var profile = new Profile(name, model.role, null, null, null);
      Await.get(signIn.invite(name, profile, model.password, "user:boss"));
      models.put(name, model);
    }
    var seen = new HashMap<String, Integer>();
    for (int step = 0; step < STEPS; step++) {
      String what = step(step);
      seen.merge(what, 1, Integer::sum);
      visits.forEach(visit -> assertEquals(!isOver(visit), isIn(visit), what));
    }
    System.out.println(seen);
    for (String each : List.of("in", "failed", "locked", "own password", "role", "restart")) {
      assertTrue(seen.getOrDefault(each, 0) > 5, each + ": " + seen);
    }
  }

  private String step(int number) {
    String name = NAMES.get(random.nextInt(NAMES.size()));
    Model model = models.get(name);
    int dice = random.nextInt(100);
    if (dice < 25 || model == null) {
      return come(name, model, random.nextInt(3) == 0);
    } else if (dice < 60) {
      return come(name, model, false);
    } else if (dice < 66) {
      model.isDisabled = !model.isDisabled;
      Await.get(signIn.disable(name, model.isDisabled, "user:boss"));
      end(name);
      return "disabled";
    } else if (dice < 70) {
      model.role = model.role == Role.SUPPORT ? Role.VIEWER : Role.SUPPORT;
      Await.get(signIn.change(name, new Profile(name, model.role, null, null, null), "user:boss"));
      end(name);
      return "role";
    } else if (dice < 73) {
      Await.get(
          signIn.change(
              name, new Profile(name + number, model.role, null, null, "zh"), "user:boss"));
      return "name";
    } else if (dice < 77) {
      model.password = newPassword();
      Await.get(signIn.reset(name, model.password, "user:boss"));
      end(name);
      doors.put(name, new Door());
      return "reset";
    } else if (dice < 81) {
      Await.get(signIn.unlock(name, "user:boss"));
      doors.put(name, new Door());
      return "unlocked";
    } else if (dice < 87) {
      return changeOwn();
    } else if (dice < 90) {
      return leave();
    } else if (dice < 92) {
      signIn = opened();
      doors.replaceAll((each, door) -> door.isForgotten(clock.instant()) ? new Door() : door);
      return "restart";
    }
    clock.move(Duration.ofMinutes(random.nextInt(1, dice < 96 ? 20 : 300)));
    return "time";
  }

  private String come(String name, @Nullable Model model, boolean isRight) {
    Door door = door(name);
    door.lastAt = clock.instant();
    String password = isRight && model != null ? model.password : "wrong " + random.nextInt();
    String refused =
        refusal(signIn.byPassword(new SignIn.Typed(name, password, null, "127.0.0.1")), name);
    if (door.lockedUntil.isAfter(clock.instant())) {
      assertEquals("signin.locked", refused);
      return "locked";
    }
    if (isRight && model != null && !model.isDisabled) {
      assertEquals("", refused);
      doors.put(name, new Door());
      return "in";
    }
    assertEquals("signin.failed", refused);
    fail(door);
    return "failed";
  }

  private String changeOwn() {
    Visit visit = good();
    if (visit == null) {
      return "nobody in";
    }
    Model model = java.util.Objects.requireNonNull(models.get(visit.user));
    Door door = door(visit.user);
    door.lastAt = clock.instant();
    boolean isRight = random.nextInt(3) > 0;
    String next = newPassword();
    Session session = signIn.sessions().find(visit.secret).orElseThrow();
    visit.used = clock.instant();
    String old = isRight ? model.password : "wrong " + random.nextInt();
    String refused = refusal(signIn.changePassword(session, old, next), visit.user, isRight);
    if (door.lockedUntil.isAfter(clock.instant())) {
      assertEquals("signin.locked", refused);
      return "locked";
    }
    if (!isRight) {
      assertEquals("password.wrong", refused);
      fail(door);
      return "wrong password";
    }
    assertEquals("", refused);
    Visit made = visits.removeLast();
    end(visit.user);
    visits.add(made);
    model.password = next;
    doors.put(visit.user, new Door());
    return "own password";
  }

  private String leave() {
    Visit visit = good();
    if (visit != null) {
      Session session = signIn.sessions().find(visit.secret).orElseThrow();
      Await.get(signIn.out(session, "user:" + visit.user));
      visit.isEnded = true;
    }
    return "out";
  }

  private @Nullable Visit good() {
    var good = visits.stream().filter(visit -> !isOver(visit)).toList();
    return good.isEmpty() ? null : good.get(random.nextInt(good.size()));
  }

  private void fail(Door door) {
    door.failures++;
    if (door.failures % 10 == 0) {
      int doublings = door.failures / 10 - 1;
      long minutes = Math.min(24 * 60, 15L << Math.min(doublings, 20));
      door.lockedUntil = clock.instant().plus(Duration.ofMinutes(minutes));
    }
  }

  private boolean isOver(Visit visit) {
    return visit.isOver(clock.instant());
  }

  /** Asking counts as use. */
  private boolean isIn(Visit visit) {
    boolean isIn = signIn.sessions().find(visit.secret).flatMap(signIn::userOf).isPresent();
    if (isIn) {
      visit.used = clock.instant();
    }
    return isIn;
  }

  private void end(String user) {
    visits.stream().filter(visit -> visit.user.equals(user)).forEach(visit -> visit.isEnded = true);
  }

  private Door door(String name) {
    return java.util.Objects.requireNonNull(doors.get(name));
  }

  private String refusal(Future<Session.Made> coming, String user) {
    return refusal(coming, user, true);
  }

  private String refusal(Future<Session.Made> coming, String user, boolean isKept) {
    try {
      Session.Made made = Await.get(coming);
      if (isKept) {
        visits.add(new Visit(user, made.secret(), clock.instant()));
        // of too many of one person's the oldest gave way
        var own = visits.stream().filter(each -> each.user.equals(user) && !isOver(each)).toList();
        own.stream().limit(Math.max(0, own.size() - 20)).forEach(each -> each.isEnded = true);
      }
      return "";
    } catch (RuntimeException e) {
      Throwable cause = e instanceof Problem ? e : e.getCause();
      return cause instanceof Problem problem ? problem.code() : String.valueOf(e);
    }
  }

  private String newPassword() {
    return "a pump of number " + ++passwords;
  }

  private SignIn opened() {
    var made =
        SignIn.on(
            vertx,
            database,
            new PgJournal(clock),
            clock,
            SETTINGS,
            new PasswordHash.Cost(64, 1, 1));
    Await.get(made.load());
    return made;
  }
}

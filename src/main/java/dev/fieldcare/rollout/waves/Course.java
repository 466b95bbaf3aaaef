package dev.fieldcare.rollout.waves;

import dev.fieldcare.base.Journal;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A rollout being changed in a transaction that holds its row: what it will be, what the journal
 * will say of it, and what is to be made known once it is committed. Confined to the transaction.
 */
final class Course {
  private static final Duration OFTEN_ENOUGH = Duration.ofMinutes(1);

  final SqlConnection sql;
  final Instant now;
  private final String actor;
  private final Rollout before;
  private final List<Journal.Entry> entries = new ArrayList<>();
  private final List<String> steps = new ArrayList<>();
  private final List<Runnable> announcements = new ArrayList<>();
  private boolean changed;
  private boolean full;
  private Set<String> refusing = Set.of();
  private RolloutState state;
  private String because;
  private int wave;
  private @Nullable Instant waveSince;
  private long size;
  private @Nullable Instant paidUntil;
  private JsonObject cursors;
  private @Nullable JsonObject verdict;
  private @Nullable String problem;
  private @Nullable String approvedBy;
  private @Nullable Instant approvedAt;
  private @Nullable Instant startedAt;
  private @Nullable Instant endedAt;

  Course(SqlConnection sql, Rollout before, Instant now, String actor) {
    this.sql = sql;
    this.before = before;
    this.now = now;
    this.actor = actor;
    state = before.state();
    because = before.because();
    wave = before.wave();
    waveSince = before.waveSince();
    size = before.size();
    paidUntil = before.paidUntil();
    cursors = before.cursors().copy();
    verdict = before.verdict();
    problem = before.problem();
    approvedBy = before.approvedBy();
    approvedAt = before.approvedAt();
    startedAt = before.startedAt();
    endedAt = before.endedAt();
  }

  long id() {
    return before.id();
  }

  Plan plan() {
    return before.plan();
  }

  String actor() {
    return actor;
  }

  /** As it was when the transaction took it. */
  Rollout before() {
    return before;
  }

  RolloutState state() {
    return state;
  }

  String reason() {
    return because;
  }

  int wave() {
    return wave;
  }

  boolean isChanged() {
    return changed;
  }

  /** The step did all it may; there is more to do. */
  void full() {
    full = true;
  }

  boolean isFull() {
    return full;
  }

  /** Customers whose devices are to be spared for now, or for good. */
  void refusing(Set<String> customers) {
    refusing = customers;
  }

  Set<String> refusing() {
    return refusing;
  }

  /** Something of it changed that the journal need not know. */
  void touch() {
    changed = true;
  }

  Instant waveSince() {
    return waveSince == null ? now : waveSince;
  }

  @Nullable Instant paidUntil() {
    return paidUntil;
  }

  JsonObject cursors() {
    return cursors;
  }

  /**
   * Remembered at the latest with the next change that matters; reading more twice does no harm.
   */
  void readUntil(Instant at, boolean matters) {
    Instant last = tallies().readUntil(Instant.EPOCH);
    if (matters || last.plus(OFTEN_ENOUGH).isBefore(at)) {
      changed = true;
      tallies().haveRead(at);
    }
  }

  Tallies tallies() {
    return new Tallies(cursors);
  }

  @Nullable String problem() {
    return problem;
  }

  /** Brings it into a state, by the journal for this reason. */
  void to(RolloutState next, Why why) {
    if (next != state) {
      stepped(next).ifPresent(steps::add);
    }
    state = next;
    because(why);
    if (next == RolloutState.RUNNING && startedAt == null) {
      startedAt = now;
    }
    if (next == RolloutState.APPROVED) {
      approvedBy = actor;
      approvedAt = now;
    } else if (next == RolloutState.DRAFT) {
      approvedBy = null;
      approvedAt = null;
    }
    endedAt = next.isOver() ? now : null;
    note("rollout." + next.code().replace('_', '-'), new JsonObject().put("because", because));
  }

  private void because(Why why) {
    because = why.text();
    tallies().why(why);
  }

  /** What programs outside hear of it. */
  private Optional<String> stepped(RolloutState next) {
    return switch (next) {
      case DRAFT -> Optional.empty();
      case RUNNING -> Optional.of(startedAt == null ? "rollout.started" : "rollout.resumed");
      default -> Optional.of("rollout." + next.code());
    };
  }

  /** The events that programs outside are to hear of, in order. */
  List<String> steps() {
    return steps;
  }

  void open(int next, Why why) {
    wave = next;
    waveSince = now;
    because(why);
    note("rollout.wave-opened", new JsonObject().put("wave", next + 1).put("because", because));
  }

  /** Why nothing happens for now. */
  void waits(Why why) {
    if (!why.text().equals(because)) {
      because(why);
      changed = true;
    }
  }

  /** When the last wave passed: now, if it had not before. */
  Instant lastPassed() {
    Instant at = tallies().lastPassed();
    if (at == null) {
      at = now;
      tallies().lastPassed(now);
      changed = true;
    }
    return at;
  }

  /** When bringing back began. */
  Instant backSince() {
    Instant at = tallies().backSince();
    if (at == null) {
      at = now;
      tallies().backSince(now);
      changed = true;
    }
    return at;
  }

  void sized(long members) {
    size = members;
  }

  void pay(Instant until) {
    changed = true;
    paidUntil = until;
  }

  void judged(JsonObject newest) {
    changed = true;
    verdict = newest;
  }

  void problem(String ticket) {
    problem = ticket;
  }

  /** Adds to what the journal will say. */
  void note(String type, JsonObject data) {
    changed = true;
    entries.add(
        new Journal.Entry(
            actor,
            "rollout:" + id(),
            type,
            new JsonObject().put("state", state.name()).mergeIn(data)));
  }

  void announce(Runnable news) {
    announcements.add(news);
  }

  /** Once committed. */
  void announceAll() {
    announcements.forEach(Runnable::run);
  }

  Rollout after() {
    return new Rollout(
        before.id(),
        before.name(),
        before.model(),
        before.release(),
        before.filter(),
        before.plan(),
        state,
        before.version() + 1,
        because,
        wave,
        waveSince,
        size,
        paidUntil,
        cursors,
        verdict,
        problem,
        before.createdBy(),
        before.createdAt(),
        approvedBy,
        approvedAt,
        startedAt,
        endedAt,
        now);
  }

  /** Writes it down with its journal entries; succeeds with the rollout as it then is. */
  Future<Rollout> keep(Journal journal) {
    Rollout after = after();
    return PgRollouts.update(sql, after)
        .compose(done -> journal.appendAll(sql, entries))
        .map(after);
  }
}

package dev.fieldcare.promises;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import dev.fieldcare.base.Page;
import dev.fieldcare.base.Problem;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The promises that were made, and the rules by which their clocks start, stand still and stop.
 *
 * <p>What changes a commitment runs in the caller's transaction and is journalled in it, under the
 * subject; a subject has one writer at a time. Pauses belong to the subject: what is promised later
 * about it, even back to an earlier start, does not count them either.
 */
public final class Commitments {
  private final Database database;
  private final Journal journal;
  private final java.time.Clock clock;
  private final Calendars calendars;
  private final PauseRules rules;

  public Commitments(
      Database database,
      Journal journal,
      java.time.Clock clock,
      Calendars calendars,
      PauseRules rules) {
    this.database = database;
    this.journal = journal;
    this.clock = clock;
    this.calendars = calendars;
    this.rules = rules;
  }

  /** A commitment as it is from now on, and how it came to that. */
  record Change(Commitment after, String type, JsonObject facts) {}

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /**
   * Starts a clock, from {@link Undertaking#start} on, which may lie in the past: then what the
   * subject's pauses took is not counted. Succeeds with the commitment, which may be lost already,
   * or with the one that is open: a second promise of the same kind does not put off the first.
   */
  public Future<Commitment> start(SqlConnection transaction, Undertaking promise, String actor) {
    return PgCommitments.lock(transaction, promise.subject())
        .compose(locked -> PgCommitments.open(transaction, promise.subject()))
        .compose(
            open ->
                open.stream()
                    .filter(each -> each.kind().equals(promise.kind()))
                    .findFirst()
                    .map(Future::succeededFuture)
                    .orElseGet(() -> begin(transaction, promise, actor)));
  }

  /**
   * Starts the clocks of many subjects by a handful of statements; each as {@link #start} would.
   */
  public Future<Void> startAll(
      SqlConnection transaction, List<Undertaking> promises, String actor) {
    if (promises.isEmpty()) {
      return Future.succeededFuture();
    }
    List<String> subjects = promises.stream().map(Undertaking::subject).distinct().toList();
    // one connection answers in order: what is read is read behind the lock
    var locked = PgCommitments.lock(transaction, subjects);
    var open = PgCommitments.open(transaction, subjects);
    var pauses = PgPauses.of(transaction, subjects);
    return Future.all(locked, open, pauses)
        .compose(
            done -> {
              Set<String> running = new HashSet<>();
              open.result().forEach(each -> running.add(each.subject() + " " + each.kind()));
              List<Undertaking> due =
                  promises.stream()
                      .filter(each -> running.add(each.subject() + " " + each.kind()))
                      .toList();
              return due.isEmpty()
                  ? Future.succeededFuture()
                  : beginAll(transaction, due, pauses.result(), actor);
            });
  }

  private Future<Void> beginAll(
      SqlConnection sql,
      List<Undertaking> promises,
      Map<String, List<Pause>> pauses,
      String actor) {
    List<Commitment> first =
        promises.stream()
            .map(
                each ->
                    first(
                        each,
                        calendars.get(each.calendar()),
                        pauses.getOrDefault(each.subject(), List.of())))
            .toList();
    return PgCommitments.insert(sql, first)
        .compose(
            kept -> {
              var entries = new ArrayList<Journal.Entry>();
              Future<Void> done = Future.succeededFuture();
              for (Commitment each : kept) {
                entries.add(entry(begun(each), actor));
                if (isOverdue(each)) {
                  Commitment lost = each.ended(Outcome.BREACHED);
                  entries.add(entry(new Change(lost, "promise.breached", new JsonObject()), actor));
                  done = done.compose(before -> PgCommitments.update(sql, lost));
                }
              }
              return done.compose(before -> journal.appendAll(sql, entries)).mapEmpty();
            });
  }

  private static Change begun(Commitment kept) {
    boolean isExempt = kept.outcome() == Outcome.EXEMPT;
    return new Change(kept, isExempt ? "promise.exempted" : "promise.started", started(kept));
  }

  private Future<Commitment> begin(SqlConnection sql, Undertaking promise, String actor) {
    WorkCalendar calendar = calendars.get(promise.calendar());
    return PgPauses.of(sql, promise.subject())
        .compose(
            pauses -> {
              Commitment first = first(promise, calendar, pauses);
              return PgCommitments.insert(sql, first)
                  .compose(
                      kept -> {
                        var changes = new ArrayList<Change>();
                        changes.add(begun(kept));
                        Commitment now = kept;
                        if (isOverdue(kept)) {
                          now = kept.ended(Outcome.BREACHED);
                          changes.add(new Change(now, "promise.breached", new JsonObject()));
                        }
                        return keep(sql, changes, actor).map(now);
                      });
            });
  }

  private Commitment first(Undertaking promise, WorkCalendar calendar, List<Pause> pauses) {
    boolean isOwed = promise.term() != null || promise.agreed() != null;
    var legitimate =
        promise.term() == null
            ? List.<Pause>of()
            : pauses.stream()
                .filter(each -> rules.reasonsFor(promise.kind()).contains(each.reason()))
                .filter(each -> each.to() == null || each.to().isAfter(promise.start()))
                .toList();
    var first =
        new Commitment(
            0,
            promise,
            calendar.version(),
            legitimate,
            null,
            isOwed ? Outcome.OPEN : Outcome.EXEMPT,
            null,
            0,
            null);
    return isOwed ? first.reckoned(calendar) : first;
  }

  private boolean isOverdue(Commitment it) {
    Deadline deadline = it.deadline();
    return it.isOpen() && deadline != null && deadline.at().isBefore(now());
  }

  private static JsonObject started(Commitment it) {
    JsonObject all = it.json();
    var facts = new JsonObject();
    for (String name :
        List.of(
            "clause",
            "term",
            "start",
            "agreed",
            "calendar",
            "termsVersion",
            "pauses",
            "customer")) {
      facts.put(name, all.getValue(name));
    }
    return facts
        .put("snapshot", it.promise().snapshot())
        .put("ladder", it.promise().ladder().json());
  }

  /**
   * What was promised has been done. Succeeds with the commitment, kept or breached; empty when
   * none of the kind is waiting.
   */
  public Future<Optional<Commitment>> stop(
      SqlConnection transaction,
      String subject,
      String kind,
      Instant at,
      String actor,
      String because) {
    return PgCommitments.lock(transaction, subject)
        .compose(locked -> PgCommitments.running(transaction, subject, kind))
        .compose(
            found -> {
              if (found.isEmpty()) {
                return Future.succeededFuture(Optional.empty());
              }
              Instant stop = at.truncatedTo(ChronoUnit.MICROS);
              Commitment done = done(found.get(), stop);
              var facts = new JsonObject().put("at", stop.toString()).put("because", because);
              String type = "promise." + done.outcome().name().toLowerCase(java.util.Locale.ROOT);
              return keep(transaction, List.of(new Change(done, type, facts)), actor)
                  .map(Optional.of(done));
            });
  }

  private Commitment done(Commitment it, Instant at) {
    if (at.isBefore(it.promise().start()) || at.isAfter(now())) {
      throw Problem.conflict(
          "promise.stop",
          "expected %s of %s to be done between its start at %s and now, found %s"
              .formatted(it.kind(), it.subject(), it.promise().start(), at));
    }
    return it.isPaused()
        ? it.resumedAt(at).reckoned(calendars.get(it.promise().calendar())).done(at)
        : it.done(at);
  }

  /**
   * The subject's clocks stand still from now on, those which the reason may pause.
   *
   * @param reason one of the closed list
   * @param message the outbound message that asks, when the customer is awaited
   * @return those that stand still now
   */
  public Future<List<Commitment>> pause(
      SqlConnection transaction,
      String subject,
      String reason,
      @Nullable String message,
      String actor) {
    PauseReason found;
    try {
      found = rules.check(reason, message);
    } catch (Problem refused) {
      return Future.failedFuture(refused);
    }
    var pause = new Pause(now(), null, found);
    Instant latest = pause.from().plus(rules.longest());
    return PgCommitments.lock(transaction, subject)
        .compose(locked -> PgPauses.begin(transaction, subject, pause, latest, message, actor))
        .compose(
            begun -> {
              if (!begun) {
                throw Problem.conflict("pause.open", subject + " is paused already");
              }
              return PgCommitments.open(transaction, subject);
            })
        .compose(
            open ->
                changed(
                    transaction,
                    open.stream()
                        .filter(each -> isPausedBy(each, found))
                        .map(each -> paused(each, pause))
                        .toList(),
                    "promise.paused",
                    new JsonObject()
                        .put("pause", pause.json())
                        .put("message", message)
                        .put("latest", latest.toString()),
                    actor));
  }

  private boolean isPausedBy(Commitment it, PauseReason reason) {
    return it.promise().term() != null && rules.reasonsFor(it.kind()).contains(reason);
  }

  private Commitment paused(Commitment it, Pause pause) {
    var all = new ArrayList<Pause>(it.pauses());
    all.add(pause);
    return it.pausedBy(all).reckoned(calendars.get(it.promise().calendar()));
  }

  /**
   * Ends the subject's pause, if there is one: whatever comes from the customer does, by any
   * channel.
   *
   * @return those that run again
   */
  public Future<List<Commitment>> resume(
      SqlConnection transaction, String subject, Instant at, String actor, String because) {
    Instant end = at.truncatedTo(ChronoUnit.MICROS);
    return PgCommitments.lock(transaction, subject)
        .compose(locked -> PgPauses.end(transaction, subject, end))
        .compose(
            ended ->
                ended
                    ? PgCommitments.open(transaction, subject)
                    : Future.succeededFuture(List.<Commitment>of()))
        .compose(
            open ->
                changed(
                    transaction,
                    open.stream()
                        .filter(Commitment::isPaused)
                        .map(
                            each ->
                                each.resumedAt(end)
                                    .reckoned(calendars.get(each.promise().calendar())))
                        .toList(),
                    "promise.resumed",
                    new JsonObject().put("at", end.toString()).put("because", because),
                    actor));
  }

  /** Nothing is owed about the subject any more, as when its ticket is cancelled. */
  public Future<List<Commitment>> cancel(
      SqlConnection transaction, String subject, String actor, String because) {
    return end(transaction, subject, each -> true, Outcome.CANCELLED, actor, because);
  }

  /** What was promised of this kind is not owed, as when the site turns out to be remote. */
  public Future<List<Commitment>> exempt(
      SqlConnection transaction, String subject, String kind, String actor, String because) {
    return end(
        transaction, subject, each -> each.kind().equals(kind), Outcome.EXEMPT, actor, because);
  }

  private Future<List<Commitment>> end(
      SqlConnection sql,
      String subject,
      java.util.function.Predicate<Commitment> which,
      Outcome how,
      String actor,
      String because) {
    String type = how == Outcome.EXEMPT ? "promise.exempted" : "promise.cancelled";
    return PgCommitments.lock(sql, subject)
        .compose(locked -> PgCommitments.open(sql, subject))
        .compose(
            open ->
                changed(
                    sql,
                    open.stream().filter(which).map(each -> each.ended(how)).toList(),
                    type,
                    new JsonObject().put("because", because),
                    actor));
  }

  /**
   * One subject becomes part of another: of each kind the earlier deadline stays and is the
   * other's. A pause of the one ends with it.
   *
   * @return what is open about the other now because of this
   */
  public Future<List<Commitment>> moveTo(
      SqlConnection transaction, String from, String to, String actor) {
    String first = from.compareTo(to) < 0 ? from : to;
    String second = first.equals(from) ? to : from;
    return PgCommitments.lock(transaction, first)
        .compose(locked -> PgCommitments.lock(transaction, second))
        .compose(locked -> PgPauses.end(transaction, from, now()))
        .compose(ended -> PgCommitments.open(transaction, to))
        .compose(
            theirs ->
                PgCommitments.open(transaction, from)
                    .compose(ours -> merge(transaction, ours, theirs, to, actor)));
  }

  private Future<List<Commitment>> merge(
      SqlConnection sql, List<Commitment> ours, List<Commitment> theirs, String to, String actor) {
    Map<String, Commitment> byKind =
        theirs.stream().collect(Collectors.toMap(Commitment::kind, Function.identity()));
    Instant now = now();
    var changes = new ArrayList<Change>();
    var moved = new ArrayList<Commitment>();
    for (Commitment each : ours) {
      Commitment running =
          each.isPaused()
              ? each.resumedAt(now).reckoned(calendars.get(each.promise().calendar()))
              : each;
      Commitment other = byKind.get(each.kind());
      if (other != null && !other.isLaterThan(running)) {
        changes.add(new Change(running.ended(Outcome.CANCELLED), "promise.cancelled", merged(to)));
        continue;
      }
      if (other != null) {
        changes.add(new Change(other.ended(Outcome.CANCELLED), "promise.cancelled", merged(to)));
      }
      Commitment there = running.about(to);
      changes.add(
          new Change(
              there,
              "promise.moved",
              new JsonObject()
                  .put("from", each.subject())
                  .put("at", each.isPaused() ? now.toString() : null)));
      moved.add(there);
    }
    return keep(sql, changes, actor).map(moved);
  }

  private static JsonObject merged(String to) {
    return new JsonObject().put("because", "merged into " + to + ", of which the earlier stays");
  }

  private Future<List<Commitment>> changed(
      SqlConnection sql, List<Commitment> after, String type, JsonObject facts, String actor) {
    return keep(sql, after.stream().map(each -> new Change(each, type, facts)).toList(), actor)
        .map(after);
  }

  private Future<Void> keep(SqlConnection sql, List<Change> changes, String actor) {
    return keep(sql, journal, changes, actor);
  }

  /** Keeps rows in order, then journals them. */
  static Future<Void> keep(SqlConnection sql, Journal journal, List<Change> changes, String actor) {
    Future<Void> kept = Future.succeededFuture();
    for (Change change : changes) {
      kept = kept.compose(done -> PgCommitments.update(sql, change.after()));
    }
    return kept.compose(
            done ->
                journal.appendAll(sql, changes.stream().map(each -> entry(each, actor)).toList()))
        .mapEmpty();
  }

  static Journal.Entry entry(Change change, String actor) {
    Commitment it = change.after();
    Deadline deadline = it.deadline();
    JsonObject data =
        change
            .facts()
            .copy()
            .put("commitment", it.id())
            .put("kind", it.kind())
            .put("outcome", it.outcome().name())
            .put("calendarVersion", it.calendarVersion())
            .put("deadline", deadline == null ? null : deadline.at().toString())
            .put("provisional", deadline != null && deadline.provisional());
    return new Journal.Entry(actor, it.subject(), change.type(), data);
  }

  /** Fails with {@code commitment.unknown}. */
  public Future<Commitment> get(long id) {
    return PgCommitments.find(database.pool(), id, false)
        .map(
            found ->
                found.orElseThrow(
                    () -> Problem.notFound("commitment.unknown", "there is no commitment " + id)));
  }

  /** By number, oldest first. */
  public Future<Page<Commitment>> list(CommitmentFilter filter, int limit, @Nullable Long after) {
    return list(filter, CommitmentOrder.NUMBER, limit, after);
  }

  /** In this order, behind the one with the number {@code after}. */
  public Future<Page<Commitment>> list(
      CommitmentFilter filter, CommitmentOrder order, int limit, @Nullable Long after) {
    return PgCommitments.list(database.pool(), filter, order, after, limit + 1)
        .map(found -> Page.of(found, limit, each -> Long.toString(each.id())));
  }

  /** Whatever is owed or was, about a subject. */
  public Future<List<Commitment>> about(String subject) {
    return PgCommitments.list(
        database.pool(),
        new CommitmentFilter(subject, null, null, null, null),
        CommitmentOrder.NUMBER,
        null,
        1_000);
  }

  /** Whatever is owed or was, about these subjects, by number. */
  public Future<List<Commitment>> about(SqlClient client, List<String> subjects) {
    return PgCommitments.about(client, subjects);
  }

  /** As {@link #about(SqlClient, List)}, outside of a transaction. */
  public Future<List<Commitment>> about(List<String> subjects) {
    return subjects.isEmpty()
        ? Future.succeededFuture(List.of())
        : PgCommitments.about(database.pool(), subjects);
  }

  /** When something would be due that began then; empty where the calendar does not reach. */
  public Optional<Instant> due(Term term, Instant start, String calendar) {
    return new Clock(term, start, List.of(), calendars.get(calendar)).deadline().map(Deadline::at);
  }

  /** Whether the subject's clocks stand still now. */
  public Future<Boolean> isPaused(SqlConnection transaction, String subject) {
    return PgPauses.of(transaction, subject).map(pauses -> pauses.stream().anyMatch(Pause::isOpen));
  }

  /** Whether this reason may pause this commitment now; says why not. */
  public void checkPause(Commitment it, String reason, @Nullable String message) {
    PauseReason found = rules.check(reason, message);
    if (!it.isOpen() || !isPausedBy(it, found)) {
      throw Problem.conflict(
          "pause.kind",
          it.isOpen()
              ? it.kind() + " is never paused by " + found.code()
              : "commitment " + it.id() + " is " + it.outcome() + ": only an open one is paused");
    }
  }

  /** How it stands now, with every interval that was counted. */
  public JsonObject explain(Commitment it) {
    WorkCalendar calendar = calendars.get(it.promise().calendar(), it.calendarVersion());
    Instant now = now();
    JsonObject json = it.json().put("calendarOf", it.promise().snapshot().getValue("calendar"));
    Optional<Clock> clock = it.clock(calendar);
    if (clock.isEmpty()) {
      return json.put("intervals", new JsonArray());
    }
    Clock running = clock.get();
    Instant stop = it.stop();
    Instant at = stop == null ? now : stop;
    Deadline due = it.deadline();
    var intervals = new JsonArray();
    running
        .explain(due == null || due.at().isBefore(at) ? at : due.at())
        .forEach(each -> intervals.add(each.json()));
    return json.put("at", at.toString())
        .put("unit", running.term().measure().unit())
        .put("amount", running.amount())
        .put("consumed", running.consumed(at))
        .put("remaining", running.remaining(at))
        .put("progress", running.progress(at))
        .put("knownThrough", calendar.knownThrough().toString())
        .put("sources", new JsonArray(calendar.sources()))
        .put("intervals", intervals);
  }
}

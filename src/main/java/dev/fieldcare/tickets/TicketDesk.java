package dev.fieldcare.tickets;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import dev.fieldcare.base.Page;
import dev.fieldcare.base.Problem;
import dev.fieldcare.stability.Alarm;
import dev.fieldcare.stability.AlarmGate;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where alarms become tickets and people work on them. Every change is journalled in the
 * transaction that makes it, and told to listeners once it is durable.
 *
 * <p>All methods may be called on any thread.
 */
public final class TicketDesk {
  private static final Logger LOG = LoggerFactory.getLogger(TicketDesk.class);

  private final Database database;
  private final Journal journal;
  private final AlarmGate gate;
  private final Notices notices;
  private final Clock clock;
  private final AlarmQueue queue;
  private final TicketWork work;
  private final Intakes intakes;
  private final TicketSteps steps;
  private final Surroundings surroundings;
  private final List<Consumer<TicketNews>> listeners = new CopyOnWriteArrayList<>();

  /** Remote fixes that nobody has signed for, and answers that nobody has taken up. */
  private final Turn unsigned =
      new Turn(
          "SELECT id, number FROM tickets WHERE state = 'AWAITING_SIGNOFF' AND facts ? 'fix'"
              + " AND (facts ->> 'awaitingSince')::timestamptz <= $1");

  private final Turn answered =
      new Turn(
          "SELECT id, number FROM tickets WHERE kind = 'consultation' AND state = 'ANSWERED'"
              + " AND updated_at <= $1");
  private volatile TicketFacts.Keeper facts = TicketFacts.Keeper.NOBODY;

  public TicketDesk(
      Vertx vertx,
      Database database,
      Journal journal,
      AlarmGate gate,
      Notices notices,
      Clock clock,
      TicketSettings settings,
      Surroundings surroundings) {
    this(vertx, database, journal, gate, notices, clock, settings, surroundings, Insight.NONE);
  }

  /**
   * @param insight what new tickets know besides
   */
  public TicketDesk(
      Vertx vertx,
      Database database,
      Journal journal,
      AlarmGate gate,
      Notices notices,
      Clock clock,
      TicketSettings settings,
      Surroundings surroundings,
      Insight insight) {
    this.database = database;
    this.journal = journal;
    this.gate = gate;
    this.notices = notices;
    this.clock = clock;
    this.queue = new AlarmQueue(vertx, settings, this::hearAll);
    this.work = new TicketWork(clock);
    this.surroundings = surroundings;
    this.intakes = new Intakes(surroundings, insight, clock);
    this.steps = new TicketSteps(surroundings, intakes, clock);
  }

  /** What the desk asks of the rest of the house. */
  Surroundings surroundings() {
    return surroundings;
  }

  /** Tells the listener every change, after it is durable, in order per ticket. */
  public void onNews(Consumer<TicketNews> listener) {
    listeners.add(listener);
  }

  /** Sends what is said to customers on by this, in the transaction in which it is said. */
  public void sendBy(ThreadPost post) {
    intakes.sendBy(post);
  }

  /** Tells what tickets mean for their devices to this one, in the transaction that changes it. */
  public void tellFactsTo(TicketFacts.Keeper keeper) {
    facts = keeper;
  }

  /**
   * Puts the alarm on a ticket: opens one, counts the open one up, or clears it. Alarms are taken
   * in the order they are heard; the same alarm heard again changes nothing. Succeeds when that is
   * durable; while the database is away that takes as long as it is away.
   */
  public Future<Void> hear(Alarm alarm) {
    return queue.add(alarm);
  }

  /** Succeeds when everything heard so far is durable. */
  public Future<Void> drained() {
    return queue.drained();
  }

  /** Whether more alarms wait than the settings allow; whoever brings them should hold back. */
  public boolean isSaturated() {
    return queue.isSaturated();
  }

  /** Runs the task once, as soon as the desk is not saturated (at once if it is not). */
  public void whenRelieved(Runnable task) {
    queue.whenRelieved(task);
  }

  /** How many alarms wait to be put on tickets. */
  public int waiting() {
    return queue.size();
  }

  /** How often a transaction had to be tried again. */
  public long retries() {
    return queue.retries();
  }

  /** How many alarms were given up because the database refused their data. */
  public long givenUp() {
    return queue.givenUp();
  }

  /**
   * Succeeds when nothing is under way any more. Alarms still waiting are left to be heard again.
   */
  public Future<Void> close() {
    return queue.close();
  }

  /** Fails with {@code ticket.unknown}. */
  public Future<Ticket> get(String number) {
    return PgTickets.get(database.pool(), number)
        .compose(ticket -> owing(database.pool(), List.of(ticket)))
        .map(List::getFirst);
  }

  /** The tickets with what is promised about them. */
  private Future<List<Ticket>> owing(SqlClient client, List<Ticket> tickets) {
    return surroundings
        .commitments(client, tickets.stream().map(Ticket::number).toList())
        .map(
            promises ->
                tickets.stream()
                    .map(each -> each.owing(promises.getOrDefault(each.number(), new JsonArray())))
                    .toList());
  }

  /**
   * Newest first.
   *
   * @param after where the page before ended, as it said in {@code next}
   */
  public Future<Page<Ticket>> list(TicketFilter filter, int limit, @Nullable String after) {
    return cursor(after)
        .compose(before -> PgTickets.list(database.pool(), filter, limit + 1, before.orElse(null)))
        .compose(found -> owing(database.pool(), found))
        .map(found -> Page.of(found, limit, last -> Long.toString(last.id())));
  }

  private static Future<Optional<Long>> cursor(@Nullable String after) {
    try {
      return Future.succeededFuture(Optional.ofNullable(after).map(Long::valueOf));
    } catch (NumberFormatException e) {
      return Future.failedFuture(
          Problem.badInput(
              "page.after",
              "after must be what the page before said in next, found \"" + after + "\""));
    }
  }

  /** Gives the ticket to somebody, or with null to nobody. */
  public Future<Ticket> assign(String number, @Nullable String assignee, Actor actor) {
    return change(actor, transaction -> work.assign(transaction, number, assignee, actor));
  }

  public Future<Ticket> comment(String number, String text, Actor actor) {
    return change(actor, transaction -> work.comment(transaction, number, text, actor));
  }

  /** A request's ticket, and whether it is new. */
  public record Opened(Ticket ticket, boolean isNew) {}

  /** Takes a request in; about what is being worked on already it goes on that ticket. */
  public Future<Opened> open(Intake intake, Actor actor) {
    var taken = new ArrayList<Intakes.Taken>();
    return changeAll(
            actor,
            sql ->
                intakes
                    .take(sql, intake, actor)
                    .map(
                        it -> {
                          taken.add(it);
                          return it.changes();
                        }))
        .compose(done -> get(taken.getFirst().number()))
        .map(ticket -> new Opened(ticket, taken.getFirst().isNew()));
  }

  /**
   * Puts something said on the ticket's thread; what the channel calls it, it is taken once. Who
   * writes decides whose words it is: a customer's are always inbound.
   */
  public Future<Ticket> say(String number, Message draft, Actor actor) {
    Message message = worded(draft, actor);
    return changeAll(actor, sql -> said(sql, number, message, actor)).compose(done -> get(number));
  }

  /** The same in the caller's transaction. */
  Future<List<Change>> said(SqlConnection sql, String number, Message draft, Actor actor) {
    Message message = worded(draft, actor);
    return maySay(message, actor)
        .compose(done -> intakes.say(sql, number, message, actor))
        .compose(said -> followUp(sql, number, message, said, actor));
  }

  /** A request taken in, in the caller's transaction. */
  Future<Intakes.Taken> taken(SqlConnection sql, Intake intake, Actor actor) {
    return Future.succeededFuture().compose(go -> intakes.take(sql, intake, actor));
  }

  private Message worded(Message draft, Actor actor) {
    Message.Direction direction = actor.isCustomer() ? Message.Direction.IN : draft.direction();
    boolean isOurs = direction == Message.Direction.OUT && !actor.system();
    return new Message(
        0,
        clock.instant(),
        draft.channel(),
        direction,
        direction == Message.Direction.IN ? Message.AuthorKind.CUSTOMER : actor.authorKind(),
        actor.name(),
        draft.text(),
        isOurs && draft.guidance(),
        isOurs && draft.solution(),
        isOurs && draft.asks(),
        draft.externalId());
  }

  private static Future<Void> maySay(Message message, Actor actor) {
    if (!actor.system()) {
      TicketWork.mustBeOneOf(TicketWork.MAY_COMMENT, actor, "write on a ticket");
    }
    String text = message.text();
    if (text.isBlank() || text.length() > TicketWork.LONGEST_TEXT || text.indexOf('\0') >= 0) {
      throw Problem.badInput(
          "ticket.message",
          "a message must be text of 1 to " + TicketWork.LONGEST_TEXT + " characters");
    }
    return Future.succeededFuture();
  }

  /** A question is answered by a solution, and open again when the customer writes after that. */
  private Future<List<Change>> followUp(
      SqlConnection sql, String number, Message message, List<Change> said, Actor actor) {
    return PgTickets.get(sql, number)
        .compose(
            ticket -> {
              boolean isQuestion = ticket.kind() == Kind.CONSULTATION && !said.isEmpty();
              State next =
                  isQuestion && message.solution() && ticket.state() == State.NEW
                      ? State.ANSWERED
                      : isQuestion
                              && message.direction() == Message.Direction.IN
                              && ticket.state() == State.ANSWERED
                          ? State.NEW
                          : null;
              Actor by = next == State.NEW ? Actor.SYSTEM : actor;
              return next == null || !ticket.kind().table().mayStep(ticket.state(), next, by)
                  ? Future.succeededFuture(said)
                  : step(sql, number, next, new JsonObject(), by)
                      .map(
                          more -> {
                            var all = new ArrayList<>(said);
                            all.addAll(more);
                            return all;
                          });
            });
  }

  /** One step in the caller's transaction. */
  Future<List<Change>> step(
      SqlConnection sql, String number, State to, JsonObject body, Actor actor) {
    return steps.transition(sql, number, to, body, actor, null);
  }

  /**
   * Writes under the device's open tickets of these symptoms that it now runs the release that
   * fixes them. Said again, it is not written again.
   */
  public Future<Void> mended(String device, String version, List<String> symptoms) {
    return changeAll(
            Actor.SYSTEM, transaction -> work.mended(transaction, device, version, symptoms))
        .mapEmpty();
  }

  /** What an update was under way for goes into its test: the device runs that release. */
  public Future<Void> updated(String device, String version) {
    return steps(
            "SELECT number FROM tickets WHERE device = $1 AND state = 'REMOTE_FIX'"
                + " AND facts -> 'fix' ->> 'release' = $2 ORDER BY id",
            Tuple.of(device, version),
            State.TESTING,
            new JsonObject().put("release", version))
        .mapEmpty();
  }

  /** The update failed or was declined: somebody has to think of something else. */
  public Future<Void> notUpdated(String device, String version, String reason) {
    return steps(
            "SELECT number FROM tickets WHERE device = $1 AND state = 'REMOTE_FIX'"
                + " AND facts -> 'fix' ->> 'release' = $2 ORDER BY id",
            Tuple.of(device, version),
            State.TRIAGED,
            new JsonObject().put("reason", reason))
        .mapEmpty();
  }

  /**
   * Closes remote fixes and answered questions that customers met with silence for a week. Succeeds
   * with how many there were.
   */
  public Future<Integer> acceptSilence() {
    var silence = new JsonObject().put("resolution", "silence");
    var before = PgTickets.utc(clock.instant().minus(Standings.SILENCE));
    return steps(unsigned, Tuple.of(before), State.CLOSED, silence)
        .compose(
            closed ->
                steps(answered, Tuple.of(before), State.CLOSED, silence)
                    .map(more -> closed + more));
  }

  /** Takes a step by ourselves with each of these tickets that its guards let take it. */
  private Future<Integer> steps(String which, Tuple values, State to, JsonObject body) {
    return database
        .pool()
        .preparedQuery(which)
        .execute(values)
        .compose(rows -> steps(rows, to, body));
  }

  private Future<Integer> steps(Turn turn, Tuple values, State to, JsonObject body) {
    return turn.next(database.pool(), values).compose(rows -> steps(rows, to, body));
  }

  private Future<Integer> steps(Iterable<Row> rows, State to, JsonObject body) {
    Future<Integer> taken = Future.succeededFuture(0);
    for (Row row : rows) {
      String number = row.getString("number");
      taken =
          taken.compose(
              before ->
                  transition(number, to, body, Actor.SYSTEM, null)
                      .map(before + 1)
                      .recover(
                          refused ->
                              refused instanceof Problem
                                  ? Future.succeededFuture(before)
                                  : Future.failedFuture(refused)));
    }
    return taken;
  }

  /**
   * Brings the ticket to another state. Refuses with {@code ticket.transition} where the table has
   * no such step for this actor, with {@code ticket.guard} naming the guard that failed, and with
   * {@code ticket.version} when {@code version} is given and the ticket has changed since.
   */
  public Future<Ticket> transition(
      String number, State to, JsonObject body, Actor actor, @Nullable Integer version) {
    return change(
        actor, transaction -> steps.transition(transaction, number, to, body, actor, version));
  }

  /** One change by a person or by Fieldcare: what is journalled and told about which ticket. */
  record Change(String number, TicketNews.Type type, JsonObject data) {}

  private Future<Ticket> change(Actor actor, Function<SqlConnection, Future<List<Change>>> steps) {
    return changeAll(actor, steps).map(news -> news.getFirst().ticket());
  }

  /** Journals and tells what the steps changed, in their transaction; there may be nothing. */
  Future<List<TicketNews>> changeAll(
      Actor actor, Function<SqlConnection, Future<List<Change>>> steps) {
    return database
        .transaction(
            transaction ->
                Future.succeededFuture(transaction)
                    .compose(steps)
                    .compose(
                        changes ->
                            changes.isEmpty()
                                ? Future.succeededFuture(List.<TicketNews>of())
                                : record(transaction, changes, actor.journalName())))
        .map(
            news -> {
              tell(news);
              return news;
            });
  }

  /** The same in the caller's transaction; told once that is committed. */
  Future<Void> changeWithin(
      SqlConnection transaction, Actor actor, Function<SqlConnection, Future<List<Change>>> steps) {
    Transaction under = Objects.requireNonNull(transaction.transaction(), "no transaction");
    return steps
        .apply(transaction)
        .compose(
            changes ->
                changes.isEmpty()
                    ? Future.succeededFuture(List.<TicketNews>of())
                    : record(transaction, changes, actor.journalName()))
        .map(
            news -> {
              under.completion().onSuccess(committed -> tell(news));
              return null;
            });
  }

  private Future<Void> hearAll(List<Alarm> heard) {
    Instant now = clock.instant();
    return database
        .transaction(
            transaction ->
                gate.pass(transaction, heard)
                    .compose(
                        passage ->
                            onTickets(transaction, passage.passed(), now)
                                .compose(
                                    news ->
                                        journal
                                            .appendAll(transaction, passage.entries())
                                            .map(done -> new Heard(passage.committed(), news)))))
        .map(
            it -> {
              it.committed.run();
              tell(it.news);
              return null;
            });
  }

  private record Heard(Runnable committed, List<TicketNews> news) {}

  private Future<List<TicketNews>> onTickets(
      SqlConnection transaction, List<Alarm> passed, Instant now) {
    return PgDocket.load(transaction, passed, now)
        .compose(
            docket -> {
              passed.forEach(docket::hear);
              return docket.notes().isEmpty()
                  ? Future.succeededFuture(List.<TicketNews>of())
                  : PgDocket.save(transaction, docket, now)
                      .compose(
                          saved ->
                              intakes.owe(
                                  transaction,
                                  docket.opened().stream().map(Draft::number).toList(),
                                  Actor.SYSTEM))
                      .compose(
                          learnt -> record(transaction, changes(docket.notes(), learnt), "system"));
            });
  }

  private static List<Change> changes(List<Docket.Note> notes, Insight.Learnt learnt) {
    var changes = new ArrayList<Change>();
    for (Docket.Note note : notes) {
      String number = note.draft().number();
      JsonObject knows =
          note.type() == TicketNews.Type.OPENED ? learnt.journalled().get(number) : null;
      JsonObject data = knows == null ? note.data() : note.data().copy().put("knows", knows);
      changes.add(new Change(number, note.type(), data));
    }
    changes.addAll(learnt.changes());
    return changes;
  }

  /**
   * Enqueues the notices of the changes, one piece of news per ticket and type, and journals them;
   * the journal comes late because whoever appends makes others wait. That is what the facts need:
   * they are told after it, by one transaction at a time, each of which sees what those before it
   * have changed.
   */
  private Future<List<TicketNews>> record(
      SqlConnection transaction, List<Change> changes, String actor) {
    List<String> numbers = changes.stream().map(Change::number).distinct().toList();
    return PgTickets.byNumbers(transaction, numbers)
        .compose(tickets -> owing(transaction, tickets))
        .map(tickets -> news(changes, tickets))
        .compose(
            news ->
                notices
                    .enqueue(transaction, news)
                    .compose(done -> append(transaction, changes, actor))
                    .compose(done -> TicketFacts.tell(facts, transaction, news))
                    .map(news));
  }

  private static List<TicketNews> news(List<Change> changes, List<Ticket> tickets) {
    Map<String, Ticket> byNumber = new HashMap<>();
    tickets.forEach(ticket -> byNumber.put(ticket.number(), ticket));
    Set<String> told = new HashSet<>(); // to compare whole tickets would cost more
    List<TicketNews> news = new ArrayList<>();
    for (Change each : changes) {
      if (told.add(each.type() + " " + each.number())) {
        news.add(new TicketNews(each.type(), Objects.requireNonNull(byNumber.get(each.number()))));
      }
    }
    return List.copyOf(news);
  }

  private Future<?> append(SqlConnection transaction, List<Change> changes, String actor) {
    return journal.appendAll(
        transaction,
        changes.stream()
            .map(
                each ->
                    new Journal.Entry(
                        actor, "ticket:" + each.number(), each.type().code(), each.data()))
            .toList());
  }

  private void tell(List<TicketNews> news) {
    for (TicketNews each : news) {
      for (Consumer<TicketNews> listener : listeners) {
        try {
          listener.accept(each);
        } catch (RuntimeException e) {
          LOG.error("news of {} was not taken", each.ticket().number(), e);
        }
      }
    }
  }
}

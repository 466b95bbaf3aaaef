package dev.fieldcare.tickets;

import dev.fieldcare.registry.Severity;
import dev.fieldcare.stability.Alarm;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides what some alarms, heard in order, make of the tickets they concern: opens, counts up,
 * clears, closes. Pure: what it must know was put in before, what it decided is read off after.
 */
final class Docket {

  /** One condition of one device: the key of open tickets. */
  record Pair(String device, String symptom) {
    static Pair of(Alarm alarm) {
      return new Pair(alarm.device().id(), alarm.symptom());
    }
  }

  /** The alarms of a pair from one quiet time to the next. */
  record Episode(Pair pair, Instant since) {
    static Episode of(Alarm alarm) {
      return new Episode(Pair.of(alarm), alarm.course().episodeSince());
    }
  }

  /** An alarm that is on a ticket. */
  static final class Heard {
    final String key;
    Draft draft;

    /** Present when it was not in the store before. */
    final @Nullable Alarm added;

    /** What it was said to be instead of what it was before, if that happened. */
    @Nullable Alarm restated;

    Instant lastSeen;
    @Nullable Instant clearedAt;
    @Nullable Instant quietAt;
    boolean changed;

    Heard(String key, Draft draft, @Nullable Alarm added, Instant lastSeen) {
      this.key = key;
      this.draft = draft;
      this.added = added;
      this.lastSeen = lastSeen;
    }
  }

  /** Something to be told of a ticket. */
  record Note(Draft draft, TicketNews.Type type, JsonObject data) {}

  private final Map<Pair, Draft> open = new HashMap<>();
  private final Map<Pair, Supplier<@Nullable String>> closedLast = new HashMap<>();
  private final Map<Episode, Draft> episodes = new HashMap<>();
  private final Map<String, Heard> heard = new LinkedHashMap<>();
  private final List<Draft> opened = new ArrayList<>();
  private final List<Note> notes = new ArrayList<>();
  private final Instant now;

  Docket(Instant now) {
    this.now = now;
  }

  /** Alarms of this pair go to this ticket, as long as it is open. */
  void knowOpen(Pair pair, Draft draft) {
    open.put(pair, draft);
  }

  /** Some alarm of this episode is on this ticket, open or closed. */
  void knowEpisode(Episode episode, Draft draft) {
    episodes.put(episode, draft);
  }

  void knowClosedLast(Pair pair, String number) {
    closedLast.put(pair, () -> number);
  }

  void knowHeard(Heard known) {
    heard.put(known.key, known);
  }

  void hear(Alarm alarm) {
    if (alarm.course().revised()) {
      restate(alarm);
      return;
    }
    switch (alarm.phase()) {
      case ACTIVE -> active(alarm);
      case NORMAL -> normal(alarm);
      case QUIET -> quiet(alarm);
      case RETRACTED -> throw new IllegalArgumentException("only a revision retracts: " + alarm);
    }
  }

  private void active(Alarm alarm) {
    Heard known = heard.get(alarm.key());
    if (known != null) {
      if (known.draft.explain(alarm)) {
        note(known, TicketNews.Type.REVISED, alarm);
      }
      return;
    }
    Pair pair = Pair.of(alarm);
    Draft draft = open.get(pair);
    if (draft == null || !draft.state.isOpen()) {
      draft = open(alarm);
      open.put(pair, draft);
    }
    count(alarm, draft);
  }

  private Draft open(Alarm alarm) {
    Draft draft = new Draft(alarm, closedLast.getOrDefault(Pair.of(alarm), () -> null), now);
    opened.add(draft);
    return draft;
  }

  /** Puts an alarm nobody heard of on the ticket. */
  private Heard count(Alarm alarm, Draft draft) {
    Pair pair = Pair.of(alarm);
    boolean isNew = draft.occurrences == 0 && draft.opening != null;
    episodes.putIfAbsent(Episode.of(alarm), draft);
    Severity before = draft.severity;
    boolean raised = draft.count(alarm);
    Heard added = new Heard(alarm.key(), draft, alarm, alarm.lastSeen());
    heard.put(alarm.key(), added);
    JsonObject data =
        new JsonObject()
            .put("alarm", alarm.key())
            .put("occurrences", draft.occurrences)
            .put("severity", draft.severity.code())
            .put("because", alarm.because().text());
    if (isNew) {
      data.put("device", pair.device()).put("symptom", pair.symptom());
      notes.add(new Note(draft, TicketNews.Type.OPENED, data));
    } else {
      notes.add(new Note(draft, TicketNews.Type.OCCURRED, data));
    }
    if (raised) {
      notes.add(
          new Note(
              draft,
              TicketNews.Type.SEVERITY_RAISED,
              new JsonObject().put("from", before.code()).put("to", draft.severity.code())));
    }
    return added;
  }

  /** History judged again says this of the alarm, whatever was said before. */
  private void restate(Alarm alarm) {
    Heard known = heard.get(alarm.key());
    if (alarm.phase() == Alarm.Phase.RETRACTED) {
      if (known != null) {
        retract(known, alarm);
      }
      return;
    }
    if (known == null) {
      known = count(alarm, ticketFor(alarm));
    } else {
      note(known, TicketNews.Type.REVISED, alarm);
    }
    if (!known.draft.state.isOpen() && alarm.course().quietAt() == null) {
      moveTo(reopen(known.draft, Pair.of(alarm)), known);
    }
    known.restated = alarm;
    known.changed = true;
    Draft draft = known.draft;
    draft.active += (known.clearedAt == null ? 0 : 1) - (alarm.course().normalAt() == null ? 0 : 1);
    known.clearedAt = alarm.course().normalAt();
    known.quietAt = alarm.phase() == Alarm.Phase.QUIET ? alarm.course().quietAt() : null;
    known.lastSeen = alarm.lastSeen();
    draft.restatedWith(alarm);
    if (alarm.course().quietAt() != null && draft.mayClearItself()) {
      closeQuietOne(draft, Pair.of(alarm));
    }
  }

  /**
   * The ticket an alarm found in history belongs on: its episode's; the open one, unless the
   * episode was over before that one's; else one of its own.
   */
  private Draft ticketFor(Alarm alarm) {
    Pair pair = Pair.of(alarm);
    Instant quietAt = alarm.course().quietAt();
    Draft episode = episodes.get(Episode.of(alarm));
    if (episode != null && (episode.state.isOpen() || quietAt != null)) {
      return episode;
    }
    Draft current = open.get(pair);
    boolean isOpen = current != null && current.state.isOpen();
    if (current != null && isOpen && (quietAt == null || quietAt.isAfter(current.firstSeen))) {
      return current;
    }
    if (episode != null) {
      return reopen(episode, pair);
    }
    Draft draft = open(alarm);
    if (!isOpen) {
      open.put(pair, draft);
    }
    return draft;
  }

  /** The ticket again, whose end was not one; unless another is open for the pair: then that. */
  private Draft reopen(Draft closed, Pair pair) {
    Draft current = open.get(pair);
    if (current != null && current.state.isOpen()) {
      return current;
    }
    closed.reopen();
    open.put(pair, closed);
    notes.add(
        new Note(
            closed,
            TicketNews.Type.TRANSITIONED,
            new JsonObject()
                .put("from", State.CLOSED.name())
                .put("to", closed.state.name())
                .put("reason", "late readings show that it went on")));
    return closed;
  }

  private static void moveTo(Draft draft, Heard known) {
    if (draft != known.draft) {
      known.draft.retract(known.clearedAt == null);
      draft.occurrences++;
      draft.active += known.clearedAt == null ? 1 : 0;
      known.draft = draft;
    }
  }

  private void retract(Heard known, Alarm alarm) {
    Draft draft = known.draft;
    known.restated = alarm;
    known.changed = true;
    draft.retract(known.clearedAt == null);
    note(known, TicketNews.Type.RETRACTED, alarm);
    if (draft.occurrences == 0 && draft.mayClearItself()) {
      close(draft, Pair.of(alarm), "retracted");
    }
  }

  private void normal(Alarm alarm) {
    Heard known = heard.get(alarm.key());
    if (known != null && known.clearedAt == null) {
      clear(known, alarm);
    }
  }

  private void clear(Heard known, Alarm alarm) {
    known.clearedAt = alarm.at();
    known.lastSeen = alarm.lastSeen().isAfter(known.lastSeen) ? alarm.lastSeen() : known.lastSeen;
    known.changed = true;
    known.draft.cleared(alarm.lastSeen());
    note(known, TicketNews.Type.CLEARED, alarm);
  }

  private void quiet(Alarm alarm) {
    Heard known = heard.get(alarm.key());
    if (known == null || known.quietAt != null) {
      return;
    }
    if (known.clearedAt == null) {
      clear(known, alarm);
    }
    known.quietAt = alarm.at();
    known.changed = true;
    known.draft.changed = true;
    note(known, TicketNews.Type.QUIET, alarm);
    if (known.draft.mayClearItself()) {
      closeQuietOne(known.draft, Pair.of(alarm));
    }
  }

  private void closeQuietOne(Draft draft, Pair pair) {
    close(draft, pair, "self_cleared");
  }

  private void close(Draft draft, Pair pair, String resolution) {
    State from = draft.state;
    draft.close(resolution);
    closedLast.put(pair, draft::number);
    notes.add(
        new Note(
            draft,
            TicketNews.Type.CLOSED,
            new JsonObject()
                .put("from", from.name())
                .put("to", State.CLOSED.name())
                .put("resolution", resolution)));
  }

  private void note(Heard known, TicketNews.Type type, Alarm alarm) {
    notes.add(
        new Note(
            known.draft,
            type,
            new JsonObject().put("alarm", alarm.key()).put("at", alarm.at().toString())));
  }

  /** Tickets to be opened, in the order of their alarms. */
  List<Draft> opened() {
    return opened;
  }

  /** Tickets that were in the store and have changed. */
  List<Draft> changed() {
    return heard.values().stream()
        .map(each -> each.draft)
        .distinct()
        .filter(draft -> draft.changed && draft.opening == null)
        .toList();
  }

  List<Heard> added() {
    return heard.values().stream().filter(each -> each.added != null).toList();
  }

  /** Alarms that were in the store and have changed, step by step. */
  List<Heard> updated() {
    return heard.values().stream()
        .filter(each -> each.added == null && each.changed && each.restated == null)
        .toList();
  }

  /** Alarms that are other than they were told, as they are now. */
  List<Heard> revised() {
    return heard.values().stream().filter(each -> each.restated != null).toList();
  }

  /** Tickets, in the store or not, with alarms that are other than they were told. */
  List<Draft> restated() {
    return heard.values().stream()
        .map(each -> each.draft)
        .distinct()
        .filter(draft -> draft.restated)
        .toList();
  }

  List<Note> notes() {
    return notes;
  }
}

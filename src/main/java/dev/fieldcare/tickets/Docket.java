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

  /** An alarm that is on a ticket. */
  static final class Heard {
    final String key;
    final Draft draft;

    /** Present when it was not in the store before. */
    final @Nullable Alarm added;

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
  private final Map<String, Heard> heard = new LinkedHashMap<>();
  private final List<Draft> opened = new ArrayList<>();
  private final List<Note> notes = new ArrayList<>();

  /** Alarms of this pair go to this ticket, as long as it is open. */
  void knowOpen(Pair pair, Draft draft) {
    open.put(pair, draft);
  }

  void knowClosedLast(Pair pair, String number) {
    closedLast.put(pair, () -> number);
  }

  void knowHeard(Heard known) {
    heard.put(known.key, known);
  }

  void hear(Alarm alarm) {
    switch (alarm.phase()) {
      case ACTIVE -> active(alarm);
      case NORMAL -> normal(alarm);
      case QUIET -> quiet(alarm);
    }
  }

  private void active(Alarm alarm) {
    if (heard.containsKey(alarm.key())) {
      return;
    }
    Pair pair = Pair.of(alarm);
    Draft draft = open.get(pair);
    boolean isNew = draft == null || !draft.state.isOpen();
    if (draft == null || isNew) {
      draft = new Draft(alarm, closedLast.getOrDefault(pair, () -> null));
      opened.add(draft);
      open.put(pair, draft);
    }
    Severity before = draft.severity;
    boolean raised = draft.count(alarm);
    heard.put(alarm.key(), new Heard(alarm.key(), draft, alarm, alarm.lastSeen()));
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
    State from = draft.state;
    draft.close("self_cleared");
    closedLast.put(pair, draft::number);
    notes.add(
        new Note(
            draft,
            TicketNews.Type.CLOSED,
            new JsonObject()
                .put("from", from.name())
                .put("to", State.CLOSED.name())
                .put("resolution", "self_cleared")));
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

  /** Alarms that were in the store and have changed. */
  List<Heard> updated() {
    return heard.values().stream().filter(each -> each.added == null && each.changed).toList();
  }

  List<Note> notes() {
    return notes;
  }
}

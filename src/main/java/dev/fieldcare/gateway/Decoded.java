package dev.fieldcare.gateway;

import dev.fieldcare.base.Problem;
import dev.fieldcare.telemetry.Event;
import dev.fieldcare.telemetry.Reading;
import dev.fieldcare.telemetry.StateReport;
import java.util.ArrayList;
import java.util.List;

/** What one payload held: the good part, and what was wrong with the rest. */
final class Decoded {

  /**
   * Something that was not taken.
   *
   * @param reason as docs/wire-format.md lists it: {@code ts.outside}
   * @param subject the metric or member it was about, or empty
   * @param words what was expected and what was found
   */
  record Fault(String reason, String subject, String words) {}

  private List<Reading> readings = List.of();
  private List<Event> events = List.of();
  private List<StateReport> states = List.of();
  private List<Fault> faults = List.of();
  private int coerced;
  private int ignored;

  List<Reading> readings() {
    return readings;
  }

  List<Event> events() {
    return events;
  }

  List<StateReport> states() {
    return states;
  }

  List<Fault> faults() {
    return faults;
  }

  /** How many numbers came as text. */
  int coerced() {
    return coerced;
  }

  /** How many members were understood but have no place here, such as attributes. */
  int ignored() {
    return ignored;
  }

  boolean isEmpty() {
    return readings.isEmpty() && events.isEmpty() && states.isEmpty();
  }

  /** Nothing of it can be stored, and that is the sender's fault. */
  boolean isRefused() {
    return isEmpty() && !faults.isEmpty();
  }

  /** The last fault, as the reason for refusing all of it. */
  Problem refusal() {
    Fault last = faults.getLast();
    return Problem.badInput(last.reason(), last.words());
  }

  void add(Reading reading) {
    // One reading is what nearly every message holds; List.of is smaller than a list to grow.
    if (readings.isEmpty()) {
      readings = List.of(reading);
    } else {
      readings = growing(readings);
      readings.add(reading);
    }
  }

  void add(Event event) {
    events = growing(events);
    events.add(event);
  }

  void add(StateReport state) {
    states = growing(states);
    states.add(state);
  }

  void fault(String reason, String subject, String words) {
    // A hostile array can hold a hundred thousand faults; the first thousand tell the story.
    if (faults.size() < 1_000) {
      faults = growing(faults);
      faults.add(new Fault(reason, subject, words));
    }
  }

  /** Takes back the faults after the first so many. */
  void forgetFaults(int kept) {
    if (faults.size() > kept) {
      faults = new ArrayList<>(faults.subList(0, kept));
    }
  }

  /** The payload as a whole is unusable: nothing of it is kept. */
  Decoded refuse(String reason, String words) {
    readings = List.of();
    events = List.of();
    states = List.of();
    faults = List.of(new Fault(reason, "", words));
    return this;
  }

  void coerce() {
    coerced++;
  }

  void ignore() {
    ignored++;
  }

  private static <T> List<T> growing(List<T> list) {
    return list instanceof ArrayList<T> ? list : new ArrayList<>(list);
  }
}

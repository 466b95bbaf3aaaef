package dev.fieldcare.simulator.scenario;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Which releases a device ran, and from when on. Thread-safe. */
public final class ReleaseLog {
  private final List<Entry> entries = new CopyOnWriteArrayList<>();

  private record Entry(long from, String release) {}

  /** A time, epoch milliseconds; the end is not part of it. */
  record Span(long from, long to) {}

  /**
   * @param release what it ran from the beginning
   */
  public ReleaseLog(String release) {
    entries.add(new Entry(Long.MIN_VALUE, release));
  }

  /** From this moment on, epoch milliseconds, later than all before, it runs that release. */
  public void runs(String release, long from) {
    entries.add(new Entry(from, release));
  }

  public String release() {
    return entries.getLast().release();
  }

  /** What it ran at that moment, epoch milliseconds. */
  String at(long moment) {
    return entries.stream()
        .filter(each -> each.from() <= moment)
        .reduce((before, after) -> after)
        .orElse(entries.getFirst())
        .release();
  }

  /** From the first to the last moment within a time at which it ran one of these. */
  Optional<Span> ran(Programs programs, long from, long to) {
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (int i = 0; i < entries.size(); i++) {
      if (programs.have(entries.get(i).release())) {
        long end = i + 1 < entries.size() ? entries.get(i + 1).from() : to;
        first = Math.min(first, Math.max(from, entries.get(i).from()));
        last = Math.max(last, Math.min(to, end));
      }
    }
    return first < last ? Optional.of(new Span(first, last)) : Optional.empty();
  }
}

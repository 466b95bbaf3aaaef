package dev.fieldcare.rollout.waves;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** How many members of each wave are in which state; the wave -1 is those held back. */
public final class Counts {
  private final SortedMap<Integer, Map<MemberState, Long>> byWave = new TreeMap<>();

  void put(int wave, MemberState state, long n) {
    if (n != 0) {
      byWave.computeIfAbsent(wave, any -> new EnumMap<>(MemberState.class)).put(state, n);
    }
  }

  public Set<Integer> waves() {
    return byWave.keySet();
  }

  public long of(int wave, MemberState... states) {
    Map<MemberState, Long> here = byWave.getOrDefault(wave, Map.of());
    long sum = 0;
    for (MemberState state : states) {
      sum += here.getOrDefault(state, 0L);
    }
    return sum;
  }

  /** In all waves. */
  public long of(MemberState state) {
    return byWave.keySet().stream().mapToLong(wave -> of(wave, state)).sum();
  }

  public long in(int wave) {
    return byWave.getOrDefault(wave, Map.of()).values().stream().mapToLong(each -> each).sum();
  }

  /** Whose update is under way. */
  public long open() {
    return of(MemberState.OPEN) + of(MemberState.ASKED) + of(MemberState.SILENT);
  }
}

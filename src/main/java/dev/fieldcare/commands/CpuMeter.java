package dev.fieldcare.commands;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * CPU time that processes have used, from {@code /proc}. On systems without it all figures are
 * {@code NaN}.
 */
final class CpuMeter {
  private static final double MICROS_PER_TICK = 1e6 / 100; // USER_HZ is 100 on every Linux we meet

  private CpuMeter() {}

  /** Microseconds of one process. */
  static double ofProcess(long pid) {
    return ticks(pid, 13, 14) * MICROS_PER_TICK;
  }

  /** Microseconds of a process, its children now, and its children that have ended. */
  static double ofTree(long pid) {
    double sum = ticks(pid, 13, 14) + ticks(pid, 15, 16);
    for (Map.Entry<Long, Long> each : parents().entrySet()) {
      if (each.getValue() == pid) {
        sum += ticks(each.getKey(), 13, 14);
      }
    }
    return sum * MICROS_PER_TICK;
  }

  /** Proportional set size of a process and its children in bytes. */
  static long pssOfTree(long pid) {
    long sum = pssOfProcess(pid);
    for (Map.Entry<Long, Long> each : parents().entrySet()) {
      if (each.getValue() == pid) {
        sum += pssOfProcess(each.getKey());
      }
    }
    return sum;
  }

  /** Proportional set size of one process in bytes; 0 where it cannot be told. */
  static long pssOfProcess(long pid) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
        if (line.startsWith("Pss:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        }
      }
    } catch (IOException e) {
      return 0;
    }
    return 0;
  }

  private static Map<Long, Long> parents() {
    var parents = new HashMap<Long, Long>();
    ProcessHandle.allProcesses()
        .forEach(each -> each.parent().ifPresent(up -> parents.put(each.pid(), up.pid())));
    return parents;
  }

  private static double ticks(long pid, int... fields) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      // The second field is the name in parentheses and may hold spaces.
      String[] parts = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      double sum = 0;
      for (int field : fields) {
        sum += Long.parseLong(parts[field - 2]);
      }
      return sum;
    } catch (IOException e) {
      return Double.NaN;
    }
  }
}

package dev.fieldcare.simulator.device;

import java.util.ArrayList;
import java.util.List;

/** Lets units live in tests. */
public final class Lives {
  public static final long START = 1_795_392_000_000L;
  public static final long HOUR = 3_600_000;

  private Lives() {}

  public static Unit unit(String id, Kind kind, long seed, List<? extends Influence> influences) {
    var climate = new Climate(Chance.of(seed, "site 0", "climate"));
    return new Unit(new DeviceSpec(id, kind, null, 0, "B"), climate, seed, START, influences);
  }

  /** Everything it does for so many hours. */
  public static List<Act> live(Unit unit, double hours) {
    var acts = new ArrayList<Act>();
    for (Act act = unit.next(); act.at() < START + hours * HOUR; act = unit.next()) {
      acts.add(act);
    }
    return acts;
  }

  public static List<Act.Report> reports(List<Act> acts) {
    return acts.stream().filter(Act.Report.class::isInstance).map(Act.Report.class::cast).toList();
  }

  /** The series of one metric. */
  public static double[] values(List<Act.Report> reports, Kind kind, String metric) {
    int index = kind.metrics().indexOf(metric);
    return reports.stream().mapToDouble(each -> each.values()[index]).toArray();
  }

  public static double spread(double[] values) {
    double mean = mean(values);
    double sum = 0;
    for (double each : values) {
      sum += (each - mean) * (each - mean);
    }
    return Math.sqrt(sum / values.length);
  }

  public static double mean(double[] values) {
    double sum = 0;
    for (double each : values) {
      sum += each;
    }
    return sum / values.length;
  }
}

package dev.fieldcare.stability.kpis;

import dev.fieldcare.stability.kpis.Raised.Source;
import java.util.List;

/**
 * The key figures of an alarm system over some time.
 *
 * @param alarms raised in that time
 * @param topTen the most frequent, most frequent first
 * @param chattering those that came at least three times within a minute
 */
public record Kpis(int alarms, List<Kpi> kpis, List<Frequent> topTen, List<Source> chattering) {

  /**
   * An alarm and how often it came.
   *
   * @param share of all
   */
  public record Frequent(Source source, int count, double share) {}
}

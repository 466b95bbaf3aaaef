package dev.fieldcare.rollout.audience;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.fieldcare.base.Problem;
import java.nio.charset.StandardCharsets;

/** Whatever is written as a filter, it is either read, and written back the same, or refused. */
class FilterFuzz {

  @FuzzTest
  void a_filter_is_read_and_written_back_or_refused(byte[] bytes) {
    Filter filter;
    try {
      filter = Filter.parse(new String(bytes, StandardCharsets.UTF_8));
    } catch (Problem refused) {
      if (!refused.code().startsWith("filter.")) {
        throw refused;
      }
      return;
    }
    if (!Filter.parse(filter.toString()).equals(filter)) {
      throw new AssertionError(filter + " became " + Filter.parse(filter.toString()));
    }
    Select condition = filter.condition(1);
    for (int i = 1; i <= condition.values().size(); i++) {
      if (!condition.sql().contains("$" + i + "::")) {
        throw new AssertionError("$" + i + " is missing: " + condition.sql());
      }
    }
  }
}

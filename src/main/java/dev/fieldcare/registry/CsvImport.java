package dev.fieldcare.registry;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a CSV file: when any line is refused, or on a dry run, nothing was registered. */
public record CsvImport(boolean dryRun, List<Line> lines) {

  /**
   * One device of the file.
   *
   * @param number of the line in the file, the header being 1
   * @param token of the device, when it was registered
   * @param refusal why it was or would be refused
   */
  public record Line(long number, String id, @Nullable String token, @Nullable String refusal) {
    @Override
    public String toString() {
      return "line " + number + " (" + id + ")" + (refusal == null ? "" : ": " + refusal);
    }
  }

  public boolean isRefused() {
    return lines.stream().anyMatch(line -> line.refusal() != null);
  }
}

package dev.fieldcare.stability;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fieldcare.registry.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Replays recorded, labelled series (the Numenta Anomaly Benchmark's layout) through a whole watch
 * and counts tickets as the desk would: open from ACTIVE until QUIET.
 */
class NabTest {
  private record Window(long from, long to) {}

  private record Score(int windows, int found, int falseTickets, double weeks, List<String> log) {}

  @Test
  void at_least_half_the_recordings_get_a_ticket_and_few_are_false() throws IOException {
    Path recordings = findRecordings();
    Assumptions.assumeTrue(
        recordings != null,
        "no recordings: needs the Numenta Anomaly Benchmark's data/ and combined_windows.json in"
            + " shared/data/detection/nab beside this repository");
    JsonNode labels =
        new ObjectMapper().readTree(recordings.resolve("combined_windows.json").toFile());
    int labelled = 0;
    int labelledFound = 0;
    int falseTickets = 0;
    int windows = 0;
    int found = 0;
    double weeks = 0;
    var log = new ArrayList<String>();
    for (String file : Files.readAllLines(recordings.resolve("files.txt"))) {
      if (file.isBlank()) {
        continue;
      }
      Score score =
          replay(recordings.resolve("data").resolve(file.strip()), labels.get(file.strip()));
      labelled += score.windows > 0 ? 1 : 0;
      labelledFound += score.found > 0 ? 1 : 0;
      windows += score.windows;
      found += score.found;
      falseTickets += score.falseTickets;
      weeks += score.weeks;
      log.add(
          "%-58s %d of %d windows, %d false in %.1f weeks %s"
              .formatted(
                  file, score.found, score.windows, score.falseTickets, score.weeks, score.log));
    }
    String summary =
        "files %d of %d, windows %d of %d, false %d in %.1f device-weeks (%.2f a week)"
            .formatted(
                labelledFound, labelled, found, windows, falseTickets, weeks, falseTickets / weeks);
    if (Boolean.getBoolean("nab.print")) {
      System.out.println(String.join("\n", log));
    }
    System.out.println(summary);
    assertTrue(2 * labelledFound >= labelled, summary);
    assertTrue(falseTickets / weeks <= 1, summary);
  }

  private static Score replay(Path file, JsonNode labels) throws IOException {
    List<Window> windows = new ArrayList<>();
    for (JsonNode each : labels) {
      windows.add(new Window(millis(each.get(0).asText()), millis(each.get(1).asText())));
    }
    var f = new Fixture();
    Device device = Fixture.device(1, "generic");
    long arrival = Fixture.T0;
    long first = 0;
    long last = 0;
    for (String line : Files.readAllLines(file)) {
      String[] cells = line.split(",");
      if (cells[0].equals("timestamp")) {
        continue;
      }
      last = millis(cells[0]);
      first = first == 0 ? last : first;
      arrival += 10;
      f.reading(device, last, Map.of("value", Double.parseDouble(cells[1])), arrival);
    }
    f.settle(arrival);
    return score(f.standing().values(), windows, (last - first) / 604_800_000.0);
  }

  /** A ticket is opened by the first alarm of an episode. */
  private static Score score(Collection<Alarm> alarms, List<Window> windows, double weeks) {
    Set<String> episodes = new HashSet<>();
    Set<Window> found = new HashSet<>();
    int falseTickets = 0;
    var log = new ArrayList<String>();
    for (Alarm alarm : alarms) {
      if (episodes.add(alarm.symptom() + alarm.course().episodeSince())) {
        long at = alarm.course().raisedAt().toEpochMilli();
        boolean isTrue = false;
        for (Window window : windows) {
          if (window.from <= at && at <= window.to) {
            found.add(window);
            isTrue = true;
          }
        }
        falseTickets += isTrue ? 0 : 1;
        log.add((isTrue ? "\n    + " : "\n    - ") + alarm.at() + " " + alarm.because().text());
      }
    }
    return new Score(windows.size(), found.size(), falseTickets, weeks, log);
  }

  private static long millis(String stamp) {
    String whole = stamp.strip().replace(' ', 'T').replaceFirst("\\..*$", "");
    return LocalDateTime.parse(whole).toInstant(ZoneOffset.UTC).toEpochMilli();
  }

  /** Beside the repository, or where {@code -Dnab.home} says. */
  static @Nullable Path findRecordings() {
    String given = System.getProperty("nab.home");
    if (given != null) {
      return Path.of(given);
    }
    Path here = Path.of(System.getProperty("fieldcare.home", "")).toAbsolutePath();
    for (Path each = here; each != null; each = each.getParent()) {
      Path candidate = each.resolve("shared/data/detection/nab");
      if (Files.exists(candidate.resolve("combined_windows.json"))) {
        return candidate;
      }
    }
    return null;
  }
}

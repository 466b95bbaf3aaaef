package dev.fieldcare.tickets.knowledge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fieldcare.firmware.Image;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.firmware.ReleaseKind;
import dev.fieldcare.firmware.ReleaseState;
import dev.fieldcare.registry.Device;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FixTest {
  private static final Instant AT = Instant.parse("2026-11-22T08:00:00Z");
  private static final String SYMPTOM = "temperature.high";
  private static final Image IMAGE = new Image("00", "00", "00", 1, "pump.bin");

  @Test
  void the_newest_published_release_that_names_the_symptom_is_the_fix() {
    var releases =
        List.of(
            release(1, ReleaseState.PUBLISHED, List.of()),
            release(2, ReleaseState.PUBLISHED, List.of(), SYMPTOM),
            release(3, ReleaseState.PUBLISHED, List.of(), SYMPTOM),
            release(4, ReleaseState.PUBLISHED, List.of(), "silence"),
            release(5, ReleaseState.DRAFT, List.of(), SYMPTOM));

    assertEquals(Optional.of(new Fix("1.3.0", "1.1.0")), find("1.1.0", "B", releases));
  }

  @Test
  void what_runs_already_or_is_older_is_no_fix() {
    var releases =
        List.of(
            release(2, ReleaseState.PUBLISHED, List.of(), SYMPTOM),
            release(3, ReleaseState.PUBLISHED, List.of()));

    assertEquals(Optional.empty(), find("1.2.0", "B", releases));
    assertEquals(Optional.empty(), find("1.3.0", "B", releases));
  }

  @Test
  void a_release_for_other_hardware_is_no_fix() {
    var releases = List.of(release(2, ReleaseState.PUBLISHED, List.of("A"), SYMPTOM));

    assertEquals(Optional.empty(), find("1.1.0", "B", releases));
    assertEquals(Optional.empty(), find("1.1.0", null, releases));
    assertEquals(Optional.of(new Fix("1.2.0", "1.1.0")), find("1.1.0", "A", releases));
  }

  @Test
  void of_a_device_that_runs_nothing_we_know_any_release_is_newer() {
    var releases = List.of(release(2, ReleaseState.PUBLISHED, List.of(), SYMPTOM));

    assertEquals(Optional.of(new Fix("1.2.0", null)), find(null, "B", releases));
  }

  private static Optional<Fix> find(
      @Nullable String running, @Nullable String revision, List<Release> releases) {
    var device =
        new Device(
            1, "d-1", "d-1", "pump-p2", null, null, null, null, null, revision, Map.of(), AT, null);
    return Fix.of(device, SYMPTOM, running, releases);
  }

  private static Release release(
      int minor, ReleaseState state, List<String> revisions, String... fixes) {
    return new Release(
        minor,
        "pump-p2",
        "1." + minor + ".0",
        minor,
        ReleaseKind.STABILITY,
        state,
        IMAGE,
        "raw",
        revisions,
        List.of(fixes),
        Map.of(),
        List.of(),
        null,
        AT,
        null,
        null);
  }
}

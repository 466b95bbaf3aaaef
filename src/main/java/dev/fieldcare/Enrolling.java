package dev.fieldcare;

import static dev.fieldcare.Running.await;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Devices;
import dev.fieldcare.registry.enrolment.DeviceAuthority;
import dev.fieldcare.registry.enrolment.Enrolments;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** The device CA as the settings have it, and what it gave to whom. */
final class Enrolling {
  private Enrolling() {}

  /** Blocks. */
  static Enrolments open(
      Settings settings,
      Path data,
      Database database,
      Journal journal,
      Clock clock,
      Devices devices)
      throws InterruptedException {
    DeviceAuthority authority = authority(settings, data, clock);
    var enrolments =
        new Enrolments(
            database, journal, clock, devices, authority, settings.certificateValidity());
    await(enrolments.load());
    return enrolments;
  }

  private static DeviceAuthority authority(Settings settings, Path data, Clock clock) {
    @Nullable String certificate = settings.optional("enrolment.certificate");
    @Nullable String key = settings.optional("enrolment.key");
    if (certificate != null && key != null) {
      return DeviceAuthority.ofFiles(Path.of(certificate), Path.of(key));
    }
    if (certificate != null || key != null) {
      throw Problem.badInput(
          "settings.invalid", "enrolment.certificate and enrolment.key are needed together");
    }
    return DeviceAuthority.inDirectory(data.resolve("ca"), clock.instant());
  }
}

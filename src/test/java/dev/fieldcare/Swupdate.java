package dev.fieldcare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One device that runs Debian's SWUpdate in a folder of its own, and boots what it installed. */
final class Swupdate implements AutoCloseable {
  static final Path PROGRAM = Path.of("/usr/bin/swupdate");

  /** Where an image goes, below the folder of whichever device installs it. */
  static final String PLACE = "/proc/self/cwd/installed.bin";

  final String id;
  private final Path folder;
  private final String server;
  private final String token;
  private final Path trusted;
  private int starts;
  private @Nullable Process process;

  /**
   * @param trusted the certificate of whoever may sign its images
   */
  Swupdate(Path parent, String id, String server, String token, Path trusted) throws IOException {
    this.id = id;
    this.folder = Files.createDirectories(parent.resolve(id));
    this.server = server;
    this.token = token;
    this.trusted = trusted;
  }

  /**
   * @param running what it says that it runs
   * @param outcome what it says of an update before this start, "" for nothing
   */
  void start(String running, String outcome) throws IOException {
    Path configuration = folder.resolve("swupdate.cfg");
    Files.writeString(
        configuration,
        """
        globals : { verbose = true; loglevel = 5; syslog = false; public-key-file = "%s"; };
        identify : ( { name = "version"; value = "%s"; } );
        suricatta : { tenant = "DEFAULT"; id = "%s"; url = "%s"; polldelay = 1; retry = 3;
          retrywait = 1; targettoken = "%s"; connection-timeout = 10; enable = true; };
        """
            .formatted(trusted, running, id, server, token));
    starts++;
    var builder =
        new ProcessBuilder(
                PROGRAM.toString(),
                "-f",
                configuration.toString(),
                "-H",
                "board:1.0",
                "-u",
                outcome)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log().toFile());
    builder.environment().put("TMPDIR", folder.toString());
    process = builder.start();
  }

  /** Boots what it installed, if it has and did not so far. */
  void bootInstalled(String version) throws IOException, InterruptedException {
    if (starts == 1 && Files.readString(log()).contains("SWUPDATE successful")) {
      close();
      start(version, "-c 2");
    }
  }

  /** What was written, if anything was. */
  Optional<byte[]> installed() throws IOException {
    Path file = folder.resolve("installed.bin");
    return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
  }

  /** Of its newest start. */
  Path log() {
    return folder.resolve("log-" + starts);
  }

  @Override
  public void close() throws InterruptedException {
    Process ending = process;
    if (ending == null) {
      return;
    }
    ending.descendants().forEach(ProcessHandle::destroy);
    ending.destroy();
    if (!ending.waitFor(5, TimeUnit.SECONDS)) {
      ending.descendants().forEach(ProcessHandle::destroyForcibly);
      ending.destroyForcibly().waitFor();
    }
  }
}

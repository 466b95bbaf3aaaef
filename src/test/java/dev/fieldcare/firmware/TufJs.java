package dev.fieldcare.firmware;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fieldcare.base.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** The TUF client of npm, installed into a folder of its own. */
final class TufJs {
  private static final String PACKAGE = "tuf-js@5";

  private final Path modules;
  private final Path script;

  private TufJs(Path modules, Path script) {
    this.modules = modules;
    this.script = script;
  }

  /** Installs it; skips the test, saying why, where there is no npm or no registry. */
  static TufJs install(Path directory) {
    try {
      Files.createDirectories(directory);
      Files.writeString(directory.resolve("package.json"), "{\"private\":true}");
      Path log = directory.resolve("npm.log");
      int status;
      try {
        status =
            run(directory, log, List.of("npm", "install", "--no-audit", "--no-fund", PACKAGE), 300);
      } catch (IOException e) {
        Assumptions.abort("npm is not installed: " + e.getMessage());
        throw e;
      }
      Assumptions.assumeTrue(status == 0, () -> "npm cannot install " + PACKAGE + ": " + read(log));
      Path script = directory.resolve("fetch.js");
      try (var source = TufJs.class.getResourceAsStream("/tuf-js/fetch.js")) {
        Files.write(script, java.util.Objects.requireNonNull(source).readAllBytes());
      }
      return new TufJs(directory.resolve("node_modules").resolve("tuf-js"), script);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it fetched, or under {@code refused} why not. */
  JsonNode fetch(Path trusted, String metadataUrl, String targetsUrl, String path) {
    try {
      Path target = Files.createTempDirectory(modules.getParent(), "fetched");
      Path output = target.resolve("output.json");
      run(
          target,
          output,
          List.of(
              "node",
              script.toString(),
              modules.toString(),
              trusted.toString(),
              metadataUrl,
              targetsUrl,
              path,
              target.toString()),
          60);
      return Json.mapper().readTree(read(output));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int run(Path directory, Path output, List<String> command, int seconds)
      throws IOException {
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(command + " took longer than " + seconds + " s");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      throw new AssertionError(e);
    }
  }
}

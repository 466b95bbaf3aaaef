package dev.fieldcare.commands;

import dev.fieldcare.firmware.DirectorTarget;
import dev.fieldcare.firmware.Expiries;
import dev.fieldcare.firmware.Image;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.firmware.ReleaseKind;
import dev.fieldcare.firmware.ReleaseState;
import dev.fieldcare.firmware.Repositories;
import dev.fieldcare.firmware.ServerKeys;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Signs what the director says to very many devices, each something of its own. */
@Command(
    name = "director",
    mixinStandardHelpOptions = true,
    description = "Signs director metadata (targets, snapshot, timestamp) for many devices.")
final class BenchDirectorCommand implements Callable<Integer> {
  private static final String MODEL = "gateway-x1";
  private static final int WARM_UP = 2_000;

  @Option(names = "--devices", defaultValue = "100000", description = "${DEFAULT-VALUE}")
  private int devices;

  @Option(names = "--json", description = "End with one JSON object on standard output.")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  BenchDirectorCommand() {}

  @Override
  public Integer call() throws IOException {
    Path folder = Files.createTempDirectory("fieldcare-director-");
    try {
      Clock clock = Clock.systemUTC();
      Path firmware = folder.resolve("firmware-repo");
      ServerKeys keys = ServerKeys.development(folder.resolve("keys"), firmware, clock);
      var repositories = new Repositories(firmware, keys, Expiries.DEFAULT, clock);
      repositories.refresh();
      print(measure(repositories));
      return 0;
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(each);
        }
      }
    }
  }

  private JsonObject measure(Repositories repositories) {
    Release release = release();
    IntStream.range(0, WARM_UP)
        .forEach(i -> repositories.director().sign(target("warm-" + i, release)));
    long[] nanos = new long[devices];
    double cpu = CpuMeter.ofProcess(ProcessHandle.current().pid());
    long start = System.nanoTime();
    long bytes =
        IntStream.range(0, devices)
            .parallel()
            .mapToLong(
                i -> {
                  long began = System.nanoTime();
                  var signed = repositories.director().sign(target("d-" + i, release));
                  nanos[i] = System.nanoTime() - began;
                  return signed.targets().length
                      + signed.snapshot().length
                      + signed.timestamp().length;
                })
            .sum();
    double seconds = (System.nanoTime() - start) / 1e9;
    double used = CpuMeter.ofProcess(ProcessHandle.current().pid()) - cpu;
    Arrays.sort(nanos);
    return new JsonObject()
        .put("devices", devices)
        .put("seconds", rounded(seconds))
        .put("devicesPerSecond", Math.round(devices / seconds))
        .put("cpuMicrosPerDevice", rounded(used / devices))
        .put("millisMedian", rounded(nanos[devices / 2] / 1e6))
        .put("millis99", rounded(nanos[(int) (devices * 0.99)] / 1e6))
        .put("bytesPerDevice", bytes / devices);
  }

  private static DirectorTarget target(String device, Release release) {
    var delta =
        new DirectorTarget.Delta(
            release.targetPath() + ".0123456789abcdef.zst",
            6_800,
            "cd".repeat(32),
            "0123456789abcdef".repeat(4));
    return new DirectorTarget(device, MODEL, release, "123", delta);
  }

  private static Release release() {
    Instant now = Instant.now();
    return new Release(
        1,
        MODEL,
        "1.5.0",
        7,
        ReleaseKind.SECURITY,
        ReleaseState.PUBLISHED,
        new Image("ab".repeat(32), "ab".repeat(20), "ab".repeat(16), 16 << 20, "image.bin"),
        "raw",
        List.of(),
        List.of(),
        Map.of(),
        List.of(),
        null,
        now,
        now,
        null);
  }

  private void print(JsonObject result) {
    if (json) {
      System.out.println(result.encode());
    } else {
      result.forEach(
          each ->
              System.out.println(
                  String.format(Locale.ROOT, "  %-20s %s", each.getKey(), each.getValue())));
    }
  }

  private static double rounded(double value) {
    return Math.round(value * 1_000) / 1_000.0;
  }
}

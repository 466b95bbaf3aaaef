package dev.fieldcare.commands;

import dev.fieldcare.base.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The load generator {@code wrk}, run once. */
final class Wrk {
  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
  private static final Pattern TRANSFER = Pattern.compile("Transfer/sec:\\s+([0-9.]+)([KMG]?)B");
  private static final Pattern COUNT = Pattern.compile("(\\d+) requests in ");
  private static final Pattern ERRORS =
      Pattern.compile("Non-2xx or 3xx responses: (\\d+)|Socket errors: (.*)");

  /** What it found. */
  record Result(double perSecond, long count, double bytesPerSecond, String errors) {}

  private Wrk() {}

  /**
   * @throws Problem naming the program that is missing
   */
  static void mustBeThere(String program) {
    for (String folder : (System.getenv("PATH") + ":/usr/sbin:/usr/local/sbin").split(":", -1)) {
      if (Files.isExecutable(Path.of(folder, program))) {
        return;
      }
    }
    throw Problem.badInput(
        "bench.program",
        program + ": expected on the path, found none; on Debian: apt-get install " + program);
  }

  static Result run(
      String url, int connections, int seconds, Map<String, String> headers, @Nullable Path script)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("wrk", "-t1", "-c" + connections, "-d" + seconds + "s"));
    headers.forEach((name, value) -> command.addAll(List.of("-H", name + ": " + value)));
    if (script != null) {
      command.addAll(List.of("-s", script.toString()));
    }
    command.add(url);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var out = process.getInputStream()) {
      String text = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new Problem(Problem.Kind.INTERNAL, "bench.wrk", "wrk failed: " + text);
      }
      return read(text);
    } finally {
      process.destroy();
    }
  }

  static Result read(String text) {
    Matcher transfer = TRANSFER.matcher(text);
    double bytes = 0;
    if (transfer.find()) {
      double unit =
          switch (transfer.group(2)) {
            case "K" -> 1 << 10;
            case "M" -> 1 << 20;
            case "G" -> 1 << 30;
            default -> 1;
          };
      bytes = Double.parseDouble(transfer.group(1)) * unit;
    }
    Matcher errors = ERRORS.matcher(text);
    return new Result(
        number(RATE, text), (long) number(COUNT, text), bytes, errors.find() ? errors.group() : "");
  }

  private static double number(Pattern pattern, String text) {
    Matcher found = pattern.matcher(text);
    if (!found.find()) {
      throw new Problem(Problem.Kind.INTERNAL, "bench.wrk", "wrk said something else: " + text);
    }
    return Double.parseDouble(found.group(1));
  }
}

package dev.fieldcare.commands;

import dev.fieldcare.base.Problem;
import dev.fieldcare.firmware.delta.Delta;
import dev.fieldcare.firmware.delta.ImagePair;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes a delta, applies it again, compares, and tells how small it is and how long it took. */
@Command(
    name = "delta",
    mixinStandardHelpOptions = true,
    description =
        "Makes a delta between two images and applies it; without files, between 16 MB that differ"
            + " in one byte of a thousand and 64 KB put in.")
final class BenchDeltaCommand implements Callable<Integer> {
  private static final int SIZE = 16 << 20;

  @Spec private picocli.CommandLine.Model.CommandSpec spec;

  @Option(names = "--base", description = "The image a device has.")
  private @Nullable Path base;

  @Option(names = "--next", description = "The image it is to have.")
  private @Nullable Path next;

  @Option(names = "--json", description = "End with one JSON object on standard output.")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  BenchDeltaCommand() {}

  @Override
  public Integer call() throws IOException {
    if ((base == null) != (next == null)) {
      throw new ParameterException(spec.commandLine(), "--base and --next go together");
    }
    Path folder = Files.createTempDirectory("fieldcare-delta-");
    try {
      if (base != null && next != null) {
        measure(base, next, folder);
      } else {
        byte[] old = ImagePair.old(SIZE, 1);
        measure(
            Files.write(folder.resolve("base"), old),
            Files.write(folder.resolve("next"), ImagePair.next(old, 2)),
            folder);
      }
      return 0;
    } finally {
      for (String each : new String[] {"base", "next", "delta", "made"}) {
        Files.deleteIfExists(folder.resolve(each));
      }
      Files.deleteIfExists(folder);
    }
  }

  private void measure(Path from, Path to, Path folder) throws IOException {
    Path delta = folder.resolve("delta");
    Path made = folder.resolve("made");
    long image = Files.size(to);
    long start = System.nanoTime();
    long size = Delta.make(from, to, delta, image);
    double making = seconds(start);
    start = System.nanoTime();
    try (OutputStream out = Files.newOutputStream(made)) {
      Delta.apply(from, delta, out, image);
    }
    double applying = seconds(start);
    if (Files.mismatch(to, made) != -1) {
      throw new Problem(
          Problem.Kind.INTERNAL, "delta.differs", "the delta leads to something else than " + to);
    }
    print(
        new JsonObject()
            .put("imageBytes", image)
            .put("deltaBytes", size)
            .put("percent", rounded(100.0 * size / image))
            .put("secondsToMake", rounded(making))
            .put("secondsToApply", rounded(applying)));
  }

  private void print(JsonObject result) {
    if (json) {
      System.out.println(result.encode());
    } else {
      result.forEach(
          each ->
              System.out.println(
                  String.format(Locale.ROOT, "  %-16s %s", each.getKey(), each.getValue())));
    }
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  private static double rounded(double value) {
    return Math.round(value * 1_000) / 1_000.0;
  }
}

package dev.fieldcare.commands;

import dev.fieldcare.base.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Fetches an upgrade package from a running server and writes it to a file. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = "Writes an upgrade package, for a device without a network, to a file.")
final class FirmwareExportCommand implements Callable<Integer> {
  private static final int CHUNK = 1 << 16;
  private static final long TOLD_EVERY = 64L << 20;

  /** One device or a whole model. */
  static final class Whom {
    @Option(names = "--device", description = "The device it is for.")
    private @Nullable String device;

    @Option(names = "--model", description = "Instead: every device of this model.")
    private @Nullable String model;
  }

  @Spec private CommandSpec spec;
  @Mixin private FirmwareServer server;

  @ArgGroup(multiplicity = "1")
  private Whom whom;

  @Option(
      names = "--release",
      description =
          "Its version; if absent what the device's open action orders, or else the newest"
              + " published one.")
  private @Nullable String release;

  @Option(names = "--out", required = true, description = "The file to write.")
  private Path out;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  FirmwareExportCommand() {}

  @Override
  public Integer call() {
    String path =
        whom.device != null ? "devices/" + encoded(whom.device) : "models/" + encoded(whom.model);
    String query = release == null ? "" : "?release=" + encoded(release);
    Path part = out.resolveSibling(out.getFileName() + ".part");
    try {
      FirmwareServer.File file = server.fetch("/api/v1/" + path + "/package" + query);
      try (InputStream body = file.bytes()) {
        save(body, part, file.size(), spec.commandLine().getErr());
        Files.move(part, out, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw Problem.unavailable("export.failed", out + " was not written: " + e, e);
    }
    spec.commandLine().getOut().println(out);
    return 0;
  }

  private static void save(InputStream body, Path part, long expected, PrintWriter progress)
      throws IOException {
    long written = 0;
    try (OutputStream to = Files.newOutputStream(part)) {
      byte[] chunk = new byte[CHUNK];
      for (int n = body.read(chunk); n >= 0; n = body.read(chunk)) {
        to.write(chunk, 0, n);
        if (written / TOLD_EVERY != (written + n) / TOLD_EVERY) {
          progress.println("export: " + ((written + n) >> 20) + " of " + (expected >> 20) + " MB");
        }
        written += n;
      }
    }
    if (expected >= 0 && written != expected) {
      throw new IOException("expected " + expected + " bytes, found " + written);
    }
  }

  private static String encoded(@Nullable String text) {
    return URLEncoder.encode(String.valueOf(text), StandardCharsets.UTF_8).replace("+", "%20");
  }
}

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
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Writes an upgrade package to a file: a running server's, or one made of files alone. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Writes an upgrade package, for a device without a network, to a file.",
      "A running server makes it; with --from it is made here, of a repository's files and the"
          + " director's keys, without server, database or network."
    })
final class FirmwareExportCommand implements Callable<Integer> {
  private static final int CHUNK = 1 << 16;
  private static final long TOLD_EVERY = 64L << 20;

  @Spec private CommandSpec spec;
  @Mixin private FirmwareServer server;

  @ArgGroup(exclusive = false, heading = "%nWithout a server:%n")
  private @Nullable FolderExport folder;

  @Option(
      names = "--device",
      description = "The device it is for; with --from name its model, too.")
  private @Nullable String device;

  @Option(names = "--model", description = "Instead: every device of this model.")
  private @Nullable String model;

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

  /** Something that fills the file, which becomes the package once it is whole. */
  private interface Source {
    void writeTo(Path part) throws IOException;
  }

  @Override
  public Integer call() {
    FolderExport from = folder;
    if (from != null) {
      String of = wanted(model, "with --from: expected --model, which only a server knows");
      write(part -> from.write(device, of, release, part, spec.commandLine().getErr()));
    } else if ((device == null) == (model == null)) {
      throw new ParameterException(spec.commandLine(), "expected either --device or --model");
    } else {
      write(this::fetch);
    }
    spec.commandLine().getOut().println(out);
    return 0;
  }

  private String wanted(@Nullable String value, String message) {
    if (value == null) {
      throw new ParameterException(spec.commandLine(), message);
    }
    return value;
  }

  private void write(Source source) {
    Path part = out.resolveSibling(out.getFileName() + ".part");
    try {
      try {
        source.writeTo(part);
        Files.move(part, out, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw Problem.unavailable("export.failed", out + " was not written: " + e, e);
    }
  }

  private void fetch(Path part) throws IOException {
    String path = device != null ? "devices/" + encoded(device) : "models/" + encoded(model);
    String query = release == null ? "" : "?release=" + encoded(release);
    FirmwareServer.File file = server.fetch("/api/v1/" + path + "/package" + query);
    try (InputStream body = file.bytes()) {
      save(body, part, file.size(), spec.commandLine().getErr());
    }
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

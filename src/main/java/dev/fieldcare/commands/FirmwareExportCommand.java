package dev.fieldcare.commands;

import dev.fieldcare.base.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

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

  @ArgGroup(multiplicity = "1")
  private Whom whom;

  @Option(
      names = "--release",
      description = "Its version; if absent, what the device is to install, else the newest.")
  private @Nullable String release;

  @Option(names = "--out", required = true, description = "The file to write.")
  private Path out;

  @Option(
      names = "--server",
      defaultValue = "http://127.0.0.1:8080",
      description = "Whose API: ${DEFAULT-VALUE}")
  private String server;

  @Option(
      names = "--token",
      description = "An API token; FIELDCARE_ADMIN_TOKEN or data/admin-token if absent.")
  private @Nullable String token;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  FirmwareExportCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    String path =
        whom.device != null ? "devices/" + encoded(whom.device) : "models/" + encoded(whom.model);
    String query = release == null ? "" : "?release=" + encoded(release);
    URI address = URI.create(server + "/api/v1/" + path + "/package" + query);
    Path part = out.resolveSibling(out.getFileName() + ".part");
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(address)
              .header("Authorization", "Bearer " + token())
              .timeout(Duration.ofMinutes(5))
              .build();
      HttpResponse<InputStream> response =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        if (response.statusCode() != 200) {
          throw refused(address, response.statusCode(), body);
        }
        long expected = response.headers().firstValueAsLong("Content-Length").orElse(-1);
        save(body, part, expected);
      }
      Files.move(part, out, StandardCopyOption.REPLACE_EXISTING);
      System.out.println(out);
      return 0;
    } catch (IOException e) {
      throw new Problem(
          Problem.Kind.UNAVAILABLE, "export.failed", address + " to " + out + ": " + e, e);
    }
  }

  private static void save(InputStream body, Path part, long expected) throws IOException {
    long written = 0;
    try (OutputStream to = Files.newOutputStream(part)) {
      byte[] chunk = new byte[CHUNK];
      for (int n = body.read(chunk); n >= 0; n = body.read(chunk)) {
        to.write(chunk, 0, n);
        if (written / TOLD_EVERY != (written + n) / TOLD_EVERY) {
          System.err.println(
              "export: " + ((written + n) >> 20) + " of " + (expected >> 20) + " MB");
        }
        written += n;
      }
    } catch (IOException e) {
      Files.deleteIfExists(part);
      throw e;
    }
    if (expected >= 0 && written != expected) {
      Files.deleteIfExists(part);
      throw new IOException("expected " + expected + " bytes, found " + written);
    }
  }

  private static Problem refused(URI address, int status, InputStream body) throws IOException {
    String said = new String(body.readNBytes(CHUNK), StandardCharsets.UTF_8);
    return Problem.badInput("export.refused", address + " answered " + status + ": " + said);
  }

  private String token() throws IOException {
    if (token != null) {
      return token;
    }
    Map<String, String> environment = System.getenv();
    String known = environment.get("FIELDCARE_ADMIN_TOKEN");
    return known != null && !known.isBlank()
        ? known
        : Files.readString(Path.of("data", "admin-token")).strip();
  }

  private static String encoded(@Nullable String text) {
    return URLEncoder.encode(String.valueOf(text), StandardCharsets.UTF_8).replace("+", "%20");
  }
}

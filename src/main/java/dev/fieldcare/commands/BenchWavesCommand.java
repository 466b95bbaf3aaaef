package dev.fieldcare.commands;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How long a rollout to very many devices takes to be made, led on, and looked at. */
@Command(
    name = "waves",
    mixinStandardHelpOptions = true,
    description = {
      "Makes a rollout to very many devices of a server of its own, over HTTP: how long lots are",
      "drawn, how fast devices are offered the release, and how long pages of members take."
    })
final class BenchWavesCommand implements Callable<Integer> {
  private static final String MODEL = "generic";
  private static final int IMAGE_BYTES = 64 * 1024;

  @Option(names = "--devices", defaultValue = "1000000", description = "${DEFAULT-VALUE}")
  private int devices;

  @Option(names = "--rounds", defaultValue = "40", description = "Of each page; ${DEFAULT-VALUE}")
  private int rounds;

  @Option(
      names = "--seconds",
      defaultValue = "30",
      description = "How long offers are watched; ${DEFAULT-VALUE}")
  private int seconds;

  @Option(names = "--json", description = "End with one JSON object on standard output.")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  BenchWavesCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException, SQLException {
    Path home = Path.of(System.getProperty("fieldcare.home", "."));
    try (ScratchServer server =
        ScratchServer.start(home, Map.of("FIELDCARE_ROLLOUT_FOUR_EYES", "false"))) {
      try (Connection database = server.database()) {
        sow(database);
      }
      server.kill();
      server.startAgain();
      System.err.printf(Locale.ROOT, "%,d devices known%n", devices);
      var api = FirmwareServer.at(server.url(), ScratchServer.TOKEN);
      publish(api);
      JsonObject figures = measure(api);
      if (json) {
        System.out.println(figures.encode());
      }
      return 0;
    }
  }

  private void sow(Connection database) throws SQLException {
    try (Statement sql = database.createStatement()) {
      sql.execute(
          """
          INSERT INTO devices (id, serial, model, hardware_revision, registered_at)
          SELECT 'w-' || lpad(n::text, 7, '0'), 'w-' || lpad(n::text, 7, '0'), '%s',
            chr(65 + n %% 3), now() - interval '1 day' * (30 + n %% 300)
          FROM generate_series(0, %d - 1) n
          """
              .formatted(MODEL, devices));
      sql.execute(
          "INSERT INTO device_firmware (device, version, from_at)"
              + " SELECT number, '2.' || number * 31 % 5 || '.0', registered_at FROM devices");
      sql.execute("ANALYZE");
    }
  }

  private static void publish(FirmwareServer api) throws IOException {
    Path image = Files.createTempFile("fieldcare-bench-", ".bin");
    try {
      var bytes = new byte[IMAGE_BYTES];
      new Random(1).nextBytes(bytes);
      Files.write(image, bytes);
      String sha256 = new FirmwareUpload(api, new PrintWriter(Writer.nullWriter())).send(image);
      JsonObject made =
          api.send(
              "POST",
              "/api/v1/releases",
              new JsonObject()
                  .put("model", MODEL)
                  .put("version", "3.0.0")
                  .put("image", sha256)
                  .put("kind", "feature"));
      FirmwarePublishCommand.publish(api, made.getLong("id"));
    } finally {
      Files.delete(image);
    }
  }

  private JsonObject measure(FirmwareServer api) throws InterruptedException {
    var body =
        new JsonObject()
            .put("model", MODEL)
            .put("release", "3.0.0")
            .put("plan", new JsonObject().put("waves", new JsonArray().add("50%").add("100%")));
    double tried = seconds(() -> api.send("POST", "/api/v1/rollouts/dry-run", body));
    print("dry run", "%.1f s", tried);
    String path = "/api/v1/rollouts/" + api.send("POST", "/api/v1/rollouts", body).getString("id");
    for (String to : new String[] {"submitted", "approved"}) {
      api.send("POST", path + "/transitions", new JsonObject().put("to", to));
    }
    double drawn =
        seconds(
            () -> api.send("POST", path + "/transitions", new JsonObject().put("to", "running")));
    print("lots drawn, rollout running", "%.1f s", drawn);
    double opened = awaitOffers(api, path);
    print("first devices offered after", "%.1f s", opened);
    long before = offered(api, path);
    TimeUnit.SECONDS.sleep(seconds);
    double rate = (offered(api, path) - before) / (double) seconds;
    print("offered", "%.0f devices a second", rate);
    var pages = new JsonObject();
    for (String query : new String[] {"", "?state=open", "?wave=2", "?state=held", "?after=%d"}) {
      double[] sorted = pages(api, path + "/members" + query);
      String name = query.isEmpty() ? "first page" : query.substring(1);
      print(
          name, "%.1f ms median, %.1f ms 95 %%", median(sorted), sorted[sorted.length * 95 / 100]);
      pages.put(
          name,
          new JsonObject()
              .put("medianMillis", median(sorted))
              .put("p95Millis", sorted[sorted.length * 95 / 100]));
    }
    String filter = "filter=" + URLEncoder.encode("hardwareRevision = B", UTF_8);
    for (String query :
        new String[] {"devices", "devices?after=%d", "devices?q=9", "devices?" + filter, "fleet"}) {
      double[] sorted = pages(api, "/api/v1/" + query);
      double high = sorted[sorted.length * 95 / 100];
      print(query, "%.1f ms median, %.1f ms 95 %%", median(sorted), high);
      pages.put(query, new JsonObject().put("medianMillis", median(sorted)).put("p95Millis", high));
    }
    double[] shown = pages(api, path);
    print("the rollout itself", "%.1f ms median", median(shown));
    return new JsonObject()
        .put("devices", devices)
        .put("dryRunSeconds", tried)
        .put("createdSeconds", drawn)
        .put("firstOfferSeconds", opened)
        .put("offersPerSecond", rate)
        .put("rolloutMedianMillis", median(shown))
        .put("pages", pages);
  }

  private static void print(String what, String figures, Object... values) {
    System.err.printf(Locale.ROOT, "%-30s %s%n", what, figures.formatted(values));
  }

  private static double seconds(Runnable work) {
    long began = System.nanoTime();
    work.run();
    return (System.nanoTime() - began) / 1e9;
  }

  private static long offered(FirmwareServer api, String path) {
    JsonArray waves = api.send("GET", path, (JsonObject) null).getJsonArray("waves");
    long offered = 0;
    for (int i = 0; i < waves.size(); i++) {
      offered += waves.getJsonObject(i).getJsonObject("states").getLong("open", 0L);
    }
    return offered;
  }

  private static double awaitOffers(FirmwareServer api, String path) throws InterruptedException {
    long began = System.nanoTime();
    while (offered(api, path) == 0) {
      TimeUnit.MILLISECONDS.sleep(100);
      if (System.nanoTime() - began > TimeUnit.MINUTES.toNanos(5)) {
        throw new IllegalStateException("nobody was offered the release for five minutes");
      }
    }
    return (System.nanoTime() - began) / 1e9;
  }

  private double[] pages(FirmwareServer api, String path) {
    var random = new Random(1);
    var millis = new double[rounds];
    for (int i = -3; i < rounds; i++) {
      String query = path.contains("%d") ? path.replace("%d", "" + random.nextInt(devices)) : path;
      double taken = seconds(() -> api.send("GET", query, (JsonObject) null)) * 1_000;
      if (i >= 0) {
        millis[i] = Math.round(taken * 10) / 10.0;
      }
    }
    Arrays.sort(millis);
    return millis;
  }

  private static double median(double[] sorted) {
    return sorted[sorted.length / 2];
  }
}

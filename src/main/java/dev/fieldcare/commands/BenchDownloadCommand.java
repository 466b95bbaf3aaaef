package dev.fieldcare.commands;

import dev.fieldcare.base.Json;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How fast an image comes down, beside nginx serving the same file in the same run. */
@Command(
    name = "download",
    mixinStandardHelpOptions = true,
    description =
        "Downloads an image from a server of its own, whole and in ranges over 200 connections,"
            + " with wrk, and the same file from nginx.")
final class BenchDownloadCommand implements Callable<Integer> {
  private static final int PIECE = 1 << 20;
  private static final int PARALLEL = 200;
  private static final int WARM_UP_SECONDS = 5;

  @Option(names = "--megabytes", defaultValue = "256", description = "The size of the image.")
  private int megabytes;

  @Option(names = "--seconds", defaultValue = "10", description = "How long each of the runs.")
  private int seconds;

  @Option(names = "--json", description = "End with one JSON object on standard output.")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  BenchDownloadCommand() {}

  @Override
  public Integer call()
      throws IOException, InterruptedException, SQLException, NoSuchAlgorithmException {
    Wrk.mustBeThere("wrk");
    Wrk.mustBeThere("nginx");
    try (ScratchServer server =
        ScratchServer.start(Path.of(System.getProperty("fieldcare.home", ".")), Map.of())) {
      String token = server.register("bench-1", "gateway-x1");
      Path repository = server.directory().resolve("data/firmware-repo");
      Path image = image(repository);
      long release = publish(server, image.getFileName().toString());
      server.kill();
      server.startAgain();
      Path work = server.directory().resolve("nginx");
      try (Nginx nginx = Nginx.serving(repository.resolve("targets"), work)) {
        String ours =
            server.url()
                + "/default/controller/v1/bench-1/softwaremodules/"
                + release
                + "/artifacts/image.bin";
        String theirs = nginx.url(image.getFileName().toString());
        Path ranges = script(server.directory().resolve("ranges.lua"));
        var headers = Map.of("Authorization", "TargetToken " + token);
        Wrk.run(ours, 4, WARM_UP_SECONDS, headers, null);
        Wrk.run(ours, PARALLEL, WARM_UP_SECONDS, headers, ranges);
        long before = CpuMeter.pssOfProcess(server.pid());
        Wrk.Result whole = Wrk.run(ours, 4, seconds, headers, null);
        Wrk.Result nginxWhole = Wrk.run(theirs, 4, seconds, Map.of(), null);
        Wrk.Result parts = Wrk.run(ours, PARALLEL, seconds, headers, ranges);
        Wrk.Result nginxParts = Wrk.run(theirs, PARALLEL, seconds, Map.of(), ranges);
        long grown = CpuMeter.pssOfProcess(server.pid()) - before;
        report(whole, nginxWhole, parts, nginxParts, grown);
        return whole.errors().isEmpty() && parts.errors().isEmpty() ? 0 : 1;
      }
    }
  }

  /** An image of random bytes, where the server keeps images. */
  private Path image(Path repository) throws IOException, NoSuchAlgorithmException {
    Path targets = Files.createDirectories(repository.resolve("targets"));
    Path growing = targets.resolve("growing");
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    var random = new SplittableRandom(1);
    var piece = new byte[PIECE];
    try (var out = Files.newOutputStream(growing)) {
      for (int i = 0; i < megabytes; i++) {
        random.nextBytes(piece);
        digest.update(piece);
        out.write(piece);
      }
    }
    return Files.move(growing, targets.resolve(HexFormat.of().formatHex(digest.digest())));
  }

  /** As if a release had been published and assigned: only the way down is measured. */
  private long publish(ScratchServer server, String sha256) throws IOException, SQLException {
    try (Connection connection = server.database();
        Statement statement = connection.createStatement()) {
      String zero = Json.sha256Hex(new byte[0]);
      statement.execute(
          "INSERT INTO firmware_images VALUES ('%s', '%s', '%s', %d, 'image.bin', now(), 'bench')"
              .formatted(
                  sha256, zero.substring(0, 40), zero.substring(0, 32), (long) megabytes * PIECE));
      try (ResultSet found =
          statement.executeQuery(
              "INSERT INTO releases (model, version, counter, kind, state, image, format,"
                  + " created_at, published_at) VALUES ('gateway-x1', '1.5.0', 1, 'FEATURE',"
                  + " 'PUBLISHED', '"
                  + sha256
                  + "', 'raw', now(), now()) RETURNING id")) {
        found.next();
        long release = found.getLong(1);
        statement.execute(
            "INSERT INTO actions (device, release, state, created_at, changed_at) SELECT number, "
                + release
                + ", 'OFFERED', now(), now() FROM devices WHERE id = 'bench-1'");
        return release;
      }
    }
  }

  private Path script(Path file) throws IOException {
    return Files.writeString(
        file,
        """
        math.randomseed(7)
        request = function()
          local first = math.random(0, %d) * %d
          wrk.headers["Range"] = "bytes=" .. first .. "-" .. (first + %d)
          return wrk.format("GET")
        end
        """
            .formatted(megabytes - 1, PIECE, PIECE - 1));
  }

  private void report(
      Wrk.Result whole,
      Wrk.Result nginxWhole,
      Wrk.Result parts,
      Wrk.Result nginxParts,
      long grown) {
    double wholeShare = whole.bytesPerSecond() / nginxWhole.bytesPerSecond();
    double partsShare = parts.bytesPerSecond() / nginxParts.bytesPerSecond();
    System.err.printf(
        Locale.ROOT,
        "whole, 4 connections: %,.0f MB/s, nginx %,.0f MB/s, %.2f of it %s%n"
            + "ranges of 1 MB, %d connections: %,.0f MB/s, nginx %,.0f MB/s, %.2f of it %s%n"
            + "the server grew by %,d KB while sending%n",
        whole.bytesPerSecond() / PIECE,
        nginxWhole.bytesPerSecond() / PIECE,
        wholeShare,
        whole.errors(),
        PARALLEL,
        parts.bytesPerSecond() / PIECE,
        nginxParts.bytesPerSecond() / PIECE,
        partsShare,
        parts.errors(),
        grown / 1024);
    if (json) {
      System.out.println(
          new JsonObject()
              .put("megabytes", megabytes)
              .put("bytesPerSecond", whole.bytesPerSecond())
              .put("nginxBytesPerSecond", nginxWhole.bytesPerSecond())
              .put("ofNginx", wholeShare)
              .put("rangesBytesPerSecond", parts.bytesPerSecond())
              .put("nginxRangesBytesPerSecond", nginxParts.bytesPerSecond())
              .put("rangesOfNginx", partsShare)
              .put("grownBytes", grown)
              .encode());
    }
  }
}

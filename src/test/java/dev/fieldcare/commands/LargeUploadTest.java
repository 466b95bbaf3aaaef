package dev.fieldcare.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Await;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A large image arrives whole, though its line is cut and the server killed on the way. How large:
 * {@code -Dupload.bytes=2147483648}; else 64 MB.
 */
@Timeout(900)
class LargeUploadTest {
  private static final long SIZE = Long.getLong("upload.bytes", 64L << 20);
  private static final int BLOCK = 1 << 20;

  @TempDir private Path directory;
  private ScratchServer server;
  private Path token;
  private Path image;

  @BeforeEach
  void start() throws Exception {
    server = ScratchServer.start(Path.of(System.getProperty("fieldcare.home", ".")), Map.of());
    token = Files.writeString(directory.resolve("token"), ScratchServer.TOKEN + "\n");
    image = directory.resolve("image.bin");
    var random = new SplittableRandom(17); // no two blocks alike: a hole or a shift is found
    byte[] block = new byte[BLOCK];
    try (OutputStream out = Files.newOutputStream(image)) {
      for (long left = SIZE; left > 0; left -= block.length) {
        random.nextBytes(block);
        out.write(block, 0, (int) Math.min(left, block.length));
      }
    }
  }

  @AfterEach
  void stop() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void an_upload_cut_off_and_then_killed_ends_with_the_same_bytes(TestReporter report)
      throws Exception {
    String sha256 = sha256(image, SIZE);
    report.publishEntry("server before, KB", residentKilobytes());
    String upload = begin(sha256).getString("id");
    sendAndBreakOff(upload, SIZE / 8);
    Await.until(() -> !isBusy(upload)); // the server has noticed the cut
    JsonObject standing = begin(sha256);
    assertEquals(upload, standing.getString("id"), "what was begun is gone on with");
    long arrived = standing.getLong("offset");
    assertTrue(arrived > 0 && arrived <= SIZE / 8, standing.encode());
    assertArrivedRightly(upload);

    long started = System.nanoTime();
    var said = new StringWriter();
    var sending = CompletableFuture.supplyAsync(() -> sendByCommand(said));
    while (length(part(upload)) <= SIZE / 4 && !sending.isDone()) { // the file is hashed first
      LockSupport.parkNanos(1_000_000);
    }
    server.kill();
    assertArrivedRightly(upload);
    assertTrue(length(part(upload)) < SIZE, "was killed on the way");
    server.startAgain();
    assertEquals(0, sending.get(), said::toString);
    report.publishEntry("seconds", Long.toString((System.nanoTime() - started) / 1_000_000_000));
    report.publishEntry("server after, KB", residentKilobytes());

    assertTrue(said.toString().contains("are there already"), said::toString);
    JsonObject known = server.get("/api/v1/images/" + sha256);
    assertEquals(SIZE, known.getLong("size"));
    Path stored = server.directory().resolve("data/firmware-repo/targets").resolve(sha256);
    assertEquals(sha256, sha256(stored, SIZE));
  }

  private int sendByCommand(StringWriter said) {
    String[] command = {
      "firmware",
      "upload",
      image.toString(),
      "--model",
      "gateway-x1",
      "--version",
      "1.5.0",
      "--server",
      server.url(),
      "--token-file",
      token.toString()
    };
    var out = new PrintWriter(said, true);
    return CommandLines.run(command, out, out);
  }

  private JsonObject begin(String sha256) {
    return FirmwareServer.at(server.url(), ScratchServer.TOKEN)
        .send(
            "POST",
            "/api/v1/uploads",
            new JsonObject().put("filename", "image.bin").put("size", SIZE).put("sha256", sha256));
  }

  /** Whether somebody is still taken to be sending: bytes for the wrong place tell it. */
  private boolean isBusy(String upload) {
    try {
      FirmwareServer.at(server.url(), ScratchServer.TOKEN)
          .send("PATCH", "/api/v1/uploads/" + upload + "?offset=" + SIZE, new JsonObject());
      throw new AssertionError("nothing can be sent behind the end");
    } catch (dev.fieldcare.base.Problem problem) {
      return problem.code().equals("upload.busy");
    }
  }

  /** Announces all bytes, sends some, and is gone without a word. */
  private void sendAndBreakOff(String upload, long bytes) throws IOException {
    int port = URI.create(server.url()).getPort();
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        InputStream in = Files.newInputStream(image)) {
      socket.setSoLinger(true, 0);
      OutputStream out = socket.getOutputStream();
      String head =
          "PATCH /api/v1/uploads/%s?offset=0 HTTP/1.1\r\nHost: localhost\r\n"
              + "Authorization: Bearer %s\r\nContent-Length: %d\r\n\r\n";
      out.write(
          head.formatted(upload, ScratchServer.TOKEN, SIZE).getBytes(StandardCharsets.US_ASCII));
      byte[] block = new byte[BLOCK];
      for (long left = bytes; left > 0; ) {
        int n = in.read(block, 0, (int) Math.min(left, block.length));
        out.write(block, 0, n);
        left -= n;
      }
      out.flush();
      Await.until(() -> length(part(upload)) > 0);
    }
  }

  /** What the server says has arrived is the beginning of the image, without a hole. */
  private void assertArrivedRightly(String upload) throws Exception {
    Path part = part(upload);
    long length = length(part);
    assertEquals(sha256(image, length), sha256(part, length), "the first " + length + " bytes");
  }

  private Path part(String upload) {
    return server.directory().resolve("data/firmware-repo/uploads/" + upload + ".part");
  }

  private static long length(Path file) {
    return file.toFile().length();
  }

  private static String sha256(Path file, long length) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    try (var in = new DigestInputStream(Files.newInputStream(file), digest)) {
      byte[] block = new byte[BLOCK];
      for (long left = length; left > 0; ) {
        int n = in.read(block, 0, (int) Math.min(left, block.length));
        assertTrue(n > 0, file + " is too short");
        left -= n;
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** As Linux tells it; elsewhere nothing is said. */
  private String residentKilobytes() throws IOException {
    Path status = Path.of("/proc/" + server.pid() + "/status");
    if (!Files.exists(status)) {
      return "unknown";
    }
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmRSS") || line.startsWith("VmHWM"))
          .map(line -> line.replaceAll("\\s+", " "))
          .toList()
          .toString();
    }
  }
}

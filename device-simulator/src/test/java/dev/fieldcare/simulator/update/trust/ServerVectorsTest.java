package dev.fieldcare.simulator.update.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.simulator.update.Hash;
import dev.fieldcare.simulator.update.trust.FullVerification.Route;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Both repositories as the server signs them, kept as golden vectors, against this device. */
class ServerVectorsTest {
  private static final Path VECTORS =
      Path.of(System.getProperty("fieldcare.home", ".."))
          .resolve("src/test/resources/vectors/firmware");
  private static final Instant SIGNED = Instant.parse("2026-11-22T08:15:00Z");
  private static final byte[] IMAGE = "image 1.5.0".getBytes(StandardCharsets.UTF_8);

  private final Map<String, byte[]> director = files("director");
  private final Map<String, byte[]> image = files("image");

  ServerVectorsTest() throws IOException {}

  private static Map<String, byte[]> files(String repository) throws IOException {
    var all = new HashMap<String, byte[]>();
    try (Stream<Path> files = Files.list(VECTORS.resolve(repository))) {
      for (Path each : files.toList()) {
        all.put(String.valueOf(each.getFileName()), Files.readAllBytes(each));
      }
    }
    return all;
  }

  private Verdict verdict(Trusted trusted, Instant now) throws IOException {
    return new FullVerification(
            new DeviceFacts("d-17", "gateway-x1", "B", "2.1", "1.4.0", "", 0, 0),
            trusted,
            Route.ONLINE,
            (name, atMost) -> Optional.ofNullable(director.get(name)),
            (name, atMost) -> Optional.ofNullable(image.get(name)),
            now)
        .verdict();
  }

  private Trusted shipped() {
    return new Trusted(
        RepositoryTrust.shipped(director.getOrDefault("1.root.json", new byte[0])),
        RepositoryTrust.shipped(image.getOrDefault("1.root.json", new byte[0])),
        Instant.EPOCH);
  }

  @Test
  void what_the_server_signs_is_accepted() throws IOException {
    Verdict verdict = verdict(shipped(), SIGNED);
    Verdict.Install install =
        assertInstanceOf(Verdict.Install.class, verdict, () -> verdict.toString());
    assertEquals("1.5.0", install.image().release());
    assertEquals("123", install.image().action());
    assertEquals(Hash.hex(IMAGE), install.image().sha256());
  }

  @Test
  void one_altered_letter_in_any_file_is_refused() throws IOException {
    Trusted shipped = shipped();
    for (Map<String, byte[]> each : List.of(director, image)) {
      for (String name : List.copyOf(each.keySet())) {
        byte[] honest = each.getOrDefault(name, new byte[0]);
        String text = new String(honest, StandardCharsets.UTF_8);
        int at = text.lastIndexOf("\"version\":") + "\"version\":".length();
        byte[] altered = honest.clone();
        altered[at] = (byte) (altered[at] == '9' ? '8' : '9');
        each.put(name, altered);
        boolean isRead = !name.equals("1.root.json") && isNewest(each, name);
        Verdict verdict = verdict(shipped, SIGNED);
        assertTrue(!isRead || verdict instanceof Verdict.Refused, name + ": " + verdict);
        each.put(name, honest);
      }
    }
  }

  /** Older versions lie about and are never asked for. */
  private static boolean isNewest(Map<String, byte[]> files, String name) {
    if (name.equals("timestamp.json")) {
      return true;
    }
    String stem = name.substring(name.indexOf('.'));
    long version = Long.parseLong(name.substring(0, name.indexOf('.')));
    return files.keySet().stream()
        .filter(each -> each.endsWith(stem) && !each.equals("timestamp.json"))
        .allMatch(each -> Long.parseLong(each.substring(0, each.indexOf('.'))) <= version);
  }

  @Test
  void it_expires() throws IOException {
    Verdict.Refused refused =
        assertInstanceOf(
            Verdict.Refused.class, verdict(shipped(), SIGNED.plusSeconds(5L * 365 * 86_400)));
    assertEquals(Rule.EXPIRED, refused.refusal().rule());
  }
}

package dev.fieldcare.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Runs every fuzz target on the golden vectors, cut, joined and flipped at random. */
class CodecSeededTest {
  private static final int ROUNDS = 20_000;

  @Test
  void no_bytes_upset_a_decoder() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    var random = new Random(seed);
    List<byte[]> corpus = corpus();
    var targets = new CodecFuzz();
    List<Consumer<byte[]>> all =
        List.of(
            targets::json_telemetry,
            targets::cbor_telemetry,
            targets::events,
            targets::states,
            targets::thingsboard,
            targets::thingsboard_gateway);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] payload = corpus.get(random.nextInt(corpus.size())).clone();
      for (int flips = random.nextInt(4); flips > 0 && payload.length > 0; flips--) {
        payload[random.nextInt(payload.length)] = (byte) random.nextInt();
      }
      if (random.nextInt(4) == 0) {
        payload = Arrays.copyOf(payload, random.nextInt(payload.length + 1));
      }
      all.get(random.nextInt(all.size())).accept(payload);
    }
  }

  private static List<byte[]> corpus() throws IOException {
    Path vectors =
        Path.of(
            Objects.requireNonNullElse(System.getProperty("fieldcare.home"), ".."),
            "src/test/resources/vectors");
    List<byte[]> corpus = new ArrayList<>();
    try (var files = Files.newDirectoryStream(vectors, "*.json")) {
      for (Path file : files) {
        for (JsonNode vector : new ObjectMapper().readTree(file.toFile())) {
          corpus.add(
              vector.has("payloadHex")
                  ? HexFormat.of().parseHex(vector.get("payloadHex").asText())
                  : vector.get("payload").asText().getBytes(StandardCharsets.UTF_8));
        }
      }
    }
    return corpus;
  }
}

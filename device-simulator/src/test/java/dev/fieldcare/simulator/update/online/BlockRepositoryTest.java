package dev.fieldcare.simulator.update.online;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fieldcare.simulator.update.ImageSource;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Files in blocks, from servers that answer, stay silent or answer something else. */
class BlockRepositoryTest {
  private static final int SIZE = 64;
  private static final URI IMAGES = URI.create("http://h/repo/image/");

  private final byte[] file = new byte[1_000];
  private final List<Long> asked = new ArrayList<>();
  private BlockRepository blocks = new BlockRepository(this::serve, SIZE, Duration.ofMillis(50));

  BlockRepositoryTest() {
    new Random(1).nextBytes(file);
  }

  private void serve(byte[] question) {
    JsonNode node = json(question);
    if (!node.path("path").asText().startsWith("/repo/image/")) {
      String error =
          "{\"path\":\"%s\",\"block\":%d,\"code\":\"NOT_FOUND\",\"detail\":\"no\"}"
              .formatted(node.path("path").asText(), node.path("block").asLong());
      blocks.heard("error", error.getBytes(StandardCharsets.UTF_8));
      return;
    }
    long block = node.path("block").asLong();
    asked.add(block);
    blocks.heard(block + "/" + (file.length + SIZE - 1) / SIZE, part((int) block));
  }

  private byte[] part(int block) {
    return Arrays.copyOfRange(file, block * SIZE, Math.min(file.length, (block + 1) * SIZE));
  }

  private static JsonNode json(byte[] bytes) {
    try {
      return new ObjectMapper().readTree(bytes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_file_is_put_together_from_its_blocks() throws IOException {
    try (ImageSource.Content content = blocks.targets(IMAGES).open("m/1/x", 0, "")) {
      assertArrayEquals(file, content.bytes().readAllBytes());
    }
  }

  @Test
  void a_download_goes_on_in_the_middle_of_a_block() throws IOException {
    try (ImageSource.Content content = blocks.targets(IMAGES).open("m/1/x", 200, "")) {
      assertArrayEquals(Arrays.copyOfRange(file, 200, 1_000), content.bytes().readAllBytes());
    }
    assertEquals(3, asked.getFirst());
  }

  @Test
  void TUF_ENDLESS_DATA_no_more_is_asked_for_than_may_be() throws IOException {
    byte[] bytes = blocks.metadata(IMAGES).read("timestamp.json", 100).orElseThrow();
    assertEquals(101, bytes.length);
    assertEquals(2, asked.size());
  }

  @Test
  void a_file_that_is_not_there_is_not_there() throws IOException {
    URI other = URI.create("http://h/repo/director/d-17/metadata/");
    assertTrue(blocks.metadata(other).read("timestamp.json", 100).isEmpty());
  }

  @Test
  void a_block_that_does_not_come_is_asked_for_again() throws IOException {
    int[] times = {0};
    blocks =
        new BlockRepository(
            question -> {
              if (times[0]++ % 2 == 1) {
                serve(question);
              }
            },
            SIZE,
            Duration.ofMillis(50));
    assertArrayEquals(file, blocks.metadata(IMAGES).read("x", 5_000).orElseThrow());
  }

  @Test
  void UPTANE_DROP_REQUEST_silence_ends_the_attempt() {
    blocks = new BlockRepository(question -> {}, SIZE, Duration.ofMillis(5));
    assertThrows(IOException.class, () -> blocks.metadata(IMAGES).read("x", 100));
  }

  @Test
  void what_was_not_asked_for_is_passed_over() throws IOException {
    blocks =
        new BlockRepository(
            question -> {
              blocks.heard("77/99", new byte[3]);
              blocks.heard("x/y", new byte[3]);
              blocks.heard("0/1/2", new byte[3]);
              blocks.heard("0/16", new byte[SIZE + 1]);
              blocks.heard("error", new byte[] {'{'});
              serve(question);
            },
            SIZE,
            Duration.ofMillis(50));
    assertArrayEquals(file, blocks.metadata(IMAGES).read("x", 5_000).orElseThrow());
  }
}

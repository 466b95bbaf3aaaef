package dev.fieldcare.firmware;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.fieldcare.base.Await;
import dev.fieldcare.base.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.OpenOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class ImagesTest {
  @TempDir Path directory;
  private Workshop workshop;

  @BeforeEach
  void open() {
    workshop = new Workshop(directory);
  }

  @AfterEach
  void close() {
    workshop.close();
  }

  @Test
  void a_stream_becomes_a_file_named_by_its_hash() throws IOException {
    byte[] bytes = "hello".getBytes(UTF_8);
    Path source = Files.write(directory.resolve("source"), bytes);
    var stream = Await.get(workshop.vertx.fileSystem().open(source.toString(), new OpenOptions()));
    Image image = Await.get(workshop.images.store(stream, "hello.bin", "user:test"));
    assertEquals(
        "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824", image.sha256());
    assertEquals("aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d", image.sha1());
    assertEquals("5d41402abc4b2a76b9719d911017c592", image.md5());
    assertArrayEquals(bytes, Files.readAllBytes(workshop.images.file(image)));
    assertEquals(
        Buffer.buffer(bytes),
        Await.get(
            workshop
                .vertx
                .fileSystem()
                .readFile(Await.get(workshop.images.open(image)).toString())));
  }

  @Test
  void the_same_bytes_uploaded_again_are_the_same_image() {
    Image first = workshop.image("a.bin", "x".getBytes(UTF_8));
    Image again = workshop.image("b.bin", "x".getBytes(UTF_8));
    assertEquals(first, again);
    assertEquals(first, workshop.images.find(first.sha256()).orElseThrow());
  }

  @Test
  void a_file_with_other_bytes_than_announced_is_refused() throws IOException {
    Path file = Files.writeString(directory.resolve("source"), "x");
    assertEquals(
        "image.hash",
        Await.problem(workshop.images.adopt(file, "a.bin", "0".repeat(64), "user:test")).code());
  }

  @Test
  void a_blob_overwritten_in_place_is_refused_though_its_size_and_time_are_the_old()
      throws IOException {
    Image image = workshop.image("a.bin", "good bytes".getBytes(UTF_8));
    Path file = workshop.images.file(image);
    FileTime time = Files.getLastModifiedTime(file);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap("evil bytes".getBytes(UTF_8)));
    }
    Files.setLastModifiedTime(file, time);
    assertEquals(
        "image.altered", assertThrows(Problem.class, () -> workshop.images.file(image)).code());
    assertEquals("image.altered", Await.problem(workshop.images.open(image)).code());

    workshop.image("a.bin", "good bytes".getBytes(UTF_8));
    assertEquals("good bytes", Files.readString(workshop.images.file(image)));
  }

  @Test
  void names_that_could_lead_elsewhere_are_refused() throws IOException {
    Path file = Files.writeString(directory.resolve("source"), "x");
    for (String name : new String[] {"../a", "a/b", "", ".hidden", "a b", "ä", "a\n"}) {
      Problem problem =
          assertThrows(
              Problem.class, () -> Await.get(workshop.images.adopt(file, name, null, "user:x")));
      assertEquals("image.filename", problem.code());
    }
  }
}

package dev.fieldcare.simulator.update.online;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fieldcare.simulator.update.ImageSource;
import dev.fieldcare.simulator.update.trust.Fields;
import dev.fieldcare.simulator.update.trust.MetadataSource;
import dev.fieldcare.simulator.update.trust.Refusal;
import dev.fieldcare.simulator.update.trust.Rule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Files in numbered blocks over MQTT, one block asked for at a time. */
public final class BlockRepository {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int TRIES = 4;

  private final Consumer<byte[]> asking;
  private final int size;
  private final Duration patience;
  private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();

  /** What came back: a block, or a complaint. */
  private sealed interface Answer {
    record Block(long number, long of, byte[] bytes) implements Answer {}

    record Complaint(String path, long block, String code, String detail) implements Answer {}
  }

  /** The file has no such block, as there is no such file. */
  private static final class NoSuchFile extends IOException {
    NoSuchFile(String message) {
      super(message);
    }
  }

  /**
   * @param asking publishes to {@code update/blocks/get}
   * @param size of a block
   * @param patience for an answer, before it is asked for again
   */
  public BlockRepository(Consumer<byte[]> asking, int size, Duration patience) {
    this.asking = asking;
    this.size = size;
    this.patience = patience;
  }

  /**
   * A message came in below {@code update/blocks/}; what cannot be used is passed over.
   *
   * @param leaf what follows, such as {@code 0/1}
   */
  public void heard(String leaf, byte[] payload) {
    if (leaf.equals("error")) {
      try {
        JsonNode node = Fields.parse(payload, "update/blocks/error");
        answers.add(
            new Answer.Complaint(
                node.path("path").asText(),
                node.path("block").asLong(-1),
                node.path("code").asText(),
                node.path("detail").asText()));
      } catch (Refusal e) {
        // no answer: it is asked again
      }
    } else if (leaf.matches("\\d{1,9}/\\d{1,9}") && payload.length <= size) {
      String[] parts = leaf.split("/", -1);
      answers.add(new Answer.Block(Long.parseLong(parts[0]), Long.parseLong(parts[1]), payload));
    }
  }

  MetadataSource metadata(URI folder) {
    return (name, atMost) -> {
      var bytes = new ByteArrayOutputStream();
      try {
        String path = folder.resolve(name).getPath();
        for (long block = 0, of = 1; block < of && bytes.size() <= atMost; block++) {
          Answer.Block answer = fetch(path, block);
          of = answer.of();
          bytes.write(
              answer.bytes(), 0, Math.min(answer.bytes().length, atMost + 1 - bytes.size()));
        }
      } catch (NoSuchFile e) {
        return Optional.empty();
      }
      return Optional.of(bytes.toByteArray());
    };
  }

  ImageSource targets(URI repository) {
    return (file, from, validator) -> {
      String path = repository.getPath() + "targets/" + file;
      long first = from / size;
      return new ImageSource.Content(
          new Blocks(path, first, (int) (from - first * size)), from, "");
    };
  }

  private Answer.Block fetch(String path, long block) throws IOException {
    answers.clear();
    for (int i = 0; i < TRIES; i++) {
      asking.accept(question(path, block));
      long giveUp = System.nanoTime() + patience.toNanos();
      Answer answer;
      while ((answer = poll(giveUp)) != null) {
        if (answer instanceof Answer.Block found && isUsable(found, block)) {
          return found;
        }
        if (answer instanceof Answer.Complaint complaint
            && complaint.path().equals(path)
            && complaint.block() == block) {
          throw failure(complaint);
        }
      }
    }
    throw new IOException(path + ": no answer for block " + block);
  }

  /** All blocks but the last are full: else a file of empty ones would have no end. */
  private boolean isUsable(Answer.Block found, long block) {
    return found.number() == block
        && (found.number() == found.of() - 1
            || found.number() < found.of() && found.bytes().length == size);
  }

  private @Nullable Answer poll(long giveUp) throws IOException {
    try {
      return answers.poll(giveUp - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("stopped");
    }
  }

  private static IOException failure(Answer.Complaint complaint) {
    String text = complaint.path() + ": " + complaint.code() + " " + complaint.detail();
    boolean missing =
        complaint.code().toLowerCase(Locale.ROOT).matches("missing|not[_.-]?found|404");
    return missing ? new NoSuchFile(text) : new IOException(text);
  }

  private byte[] question(String path, long block) {
    return JSON.createObjectNode()
        .put("path", path)
        .put("block", block)
        .put("size", size)
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }

  /** The blocks of a file, one after the other as they are read. */
  private final class Blocks extends InputStream {
    private final String path;
    private long next;
    private long of = Long.MAX_VALUE;
    private byte[] block = new byte[0];
    private int at;
    private int skip;

    Blocks(String path, long first, int skip) {
      this.path = path;
      this.next = first;
      this.skip = skip;
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 1 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      while (at >= block.length) {
        if (next >= of) {
          return -1;
        }
        Answer.Block answer;
        try {
          answer = fetch(path, next++);
        } catch (NoSuchFile e) {
          throw new Refusal(Rule.MISSING, path + " is not there");
        }
        of = answer.of();
        block = answer.bytes();
        at = Math.min(skip, block.length);
        skip = 0;
      }
      int read = Math.min(length, block.length - at);
      System.arraycopy(block, at, into, offset, read);
      at += read;
      return read;
    }
  }
}

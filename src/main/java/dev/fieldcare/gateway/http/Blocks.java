package dev.fieldcare.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fieldcare.base.Json;
import dev.fieldcare.base.Problem;
import dev.fieldcare.gateway.UpdateTalk;
import dev.fieldcare.registry.Device;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What lies in the repositories, in numbered blocks: for devices that have MQTT and no HTTP. They
 * ask for one after the other, again after any interruption; the server remembers nothing.
 */
public final class Blocks {
  private static final int SMALLEST = 16;
  private static final int LARGEST = 128 * 1024;

  private final Vertx vertx;
  private final Repository repository;

  Blocks(Vertx vertx, Repository repository) {
    this.vertx = vertx;
    this.repository = repository;
  }

  /** What a device asks for on {@code update/blocks/get}. */
  record Wanted(String path, long block, int size) {

    /**
     * @throws Problem saying what was expected
     */
    static Wanted read(byte[] request) {
      try {
        JsonNode read = Json.mapper().readTree(request);
        String path = read.path("path").asText("");
        JsonNode block = read.path("block");
        JsonNode size = read.path("size");
        if (!path.isEmpty()
            && block.canConvertToLong()
            && block.longValue() >= 0
            && size.canConvertToInt()
            && size.intValue() >= SMALLEST
            && size.intValue() <= LARGEST) {
          return new Wanted(path, block.longValue(), size.intValue());
        }
      } catch (IOException | NullPointerException e) {
        // said below
      }
      throw Problem.badInput(
          "update.block",
          "expected {\"path\":…,\"block\":0…,\"size\":" + SMALLEST + "…" + LARGEST + "}");
    }
  }

  /** One block, or why there is none. */
  public Future<UpdateTalk.Block> block(Device device, byte[] request) {
    Wanted wanted = Wanted.read(request);
    Future<Repository.Found> found;
    try {
      found = repository.find(Optional.of(device), wanted.path());
    } catch (Refusal refusal) {
      found = Future.failedFuture(refusal);
    }
    return found
        .compose(
            it ->
                switch (it) {
                  case Repository.Found.Text text -> of(text.bytes(), wanted);
                  case Repository.Found.File file -> of(file.blob(), wanted);
                })
        .recover(cause -> Future.failedFuture(problem(cause)));
  }

  private static Throwable problem(Throwable cause) {
    return cause instanceof Refusal refusal
        ? new Problem(
            refusal.status() == 404 ? Problem.Kind.NOT_FOUND : Problem.Kind.FORBIDDEN,
            refusal.status() == 404 ? "path.unknown" : "path.refused",
            String.valueOf(refusal.getMessage()))
        : cause;
  }

  private static Future<UpdateTalk.Block> of(Buffer text, Wanted wanted) {
    long from = start(text.length(), wanted);
    int to = (int) Math.min(text.length(), from + wanted.size());
    return Future.succeededFuture(named(wanted, text.length(), text.getBytes((int) from, to)));
  }

  private Future<UpdateTalk.Block> of(Blob blob, Wanted wanted) {
    long from = start(blob.size(), wanted);
    int length = (int) Math.min(wanted.size(), blob.size() - from);
    return vertx.executeBlocking(
        () -> named(wanted, blob.size(), bytes(blob.file(), from, length)), false);
  }

  private static long start(long size, Wanted wanted) {
    if (wanted.block() > 0 && wanted.block() >= total(size, wanted.size())) {
      throw Problem.badInput(
          "update.block",
          wanted.path() + " has " + total(size, wanted.size()) + " blocks of " + wanted.size());
    }
    return wanted.block() * wanted.size();
  }

  private static long total(long size, int each) {
    return Math.max(1, (size + each - 1) / each);
  }

  private static UpdateTalk.Block named(Wanted wanted, long size, byte[] bytes) {
    return new UpdateTalk.Block(
        "update/blocks/" + wanted.block() + "/" + total(size, wanted.size()), bytes);
  }

  private static byte[] bytes(Path file, long from, int length) throws IOException {
    var buffer = ByteBuffer.allocate(length);
    try (FileChannel channel = FileChannel.open(file)) {
      while (buffer.hasRemaining()) {
        if (channel.read(buffer, from + buffer.position()) < 0) {
          throw new IOException(file + " became shorter");
        }
      }
    }
    return buffer.array();
  }
}

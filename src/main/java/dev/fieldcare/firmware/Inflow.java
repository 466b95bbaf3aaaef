package dev.fieldcare.firmware;

import dev.fieldcare.base.Problem;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.streams.ReadStream;

/**
 * Appends a stream to a file in blocks, each written when the one before is in the file: were
 * several on their way at once, a killed server could leave a hole, and the file's length would
 * lie. Lives on one context.
 */
final class Inflow {
  private static final int BLOCK = 1 << 20;

  private final ReadStream<Buffer> bytes;
  private final AsyncFile file;
  private final long size;
  private final Promise<Void> done = Promise.promise();
  private long arrived;
  private long position;
  private Buffer gathered = Buffer.buffer();
  private Future<Void> written = Future.succeededFuture();

  private Inflow(ReadStream<Buffer> bytes, AsyncFile file, long from, long size) {
    this.bytes = bytes;
    this.file = file;
    this.size = size;
    this.arrived = from;
    this.position = from;
  }

  /**
   * Succeeds when all is in the file. Fails with {@code upload.size} when there is more than that;
   * what had arrived is in the file then, too, and also when the sender was cut off.
   *
   * @param bytes a stream that is paused
   * @param from where in the file to begin
   * @param size how long the file may become
   */
  static Future<Void> pour(ReadStream<Buffer> bytes, AsyncFile file, long from, long size) {
    return new Inflow(bytes, file, from, size).pour();
  }

  private Future<Void> pour() {
    bytes.exceptionHandler(this::end);
    bytes.endHandler(end -> write().onSuccess(all -> done.tryComplete()).onFailure(done::tryFail));
    bytes.handler(this::take);
    bytes.resume();
    return done.future();
  }

  private void take(Buffer chunk) {
    arrived += chunk.length();
    if (arrived > size) {
      end(
          new Problem(
              Problem.Kind.TOO_LARGE,
              "upload.size",
              "the upload: expected " + size + " bytes, found more"));
    } else if (!done.future().isComplete()) {
      gathered.appendBuffer(chunk);
      if (gathered.length() >= BLOCK) {
        bytes.pause();
        write().onFailure(done::tryFail).onComplete(any -> bytes.resume());
      }
    }
  }

  /** Keeps what has arrived, then fails; what comes after goes nowhere. */
  private void end(Throwable why) {
    write().onComplete(any -> done.tryFail(why));
  }

  private Future<Void> write() {
    if (gathered.length() > 0) {
      Buffer block = gathered;
      long at = position;
      position += block.length();
      gathered = Buffer.buffer(BLOCK + (BLOCK >> 2));
      written = written.compose(before -> file.write(block, at));
    }
    return written;
  }
}

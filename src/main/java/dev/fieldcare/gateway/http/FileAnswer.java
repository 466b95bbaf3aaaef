package dev.fieldcare.gateway.http;

import dev.fieldcare.gateway.http.Ranges.Range;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpContentCompressor;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.VertxConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Answers with a file or parts of it, as RFC 9110 has it: conditions first, then ranges. What goes
 * out in one piece goes by sendfile, several parts go in small pieces as fast as the client reads:
 * memory does not depend on the size of the file.
 */
final class FileAnswer {
  private static final int PIECE = 64 * 1024;

  private final Vertx vertx;

  FileAnswer(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Succeeds when the answer is on its way. */
  Future<Void> send(HttpServerRequest request, Blob blob) {
    HttpServerResponse response = request.response();
    String match = request.getHeader("If-Match");
    if (match != null && !names(match, blob.tag())) {
      return response.setStatusCode(412).end();
    }
    describe(response, blob);
    String noneMatch = request.getHeader("If-None-Match");
    boolean unchanged =
        noneMatch != null
            ? names(noneMatch, blob.tag())
            : blob.lastModified().equals(request.getHeader("If-Modified-Since"));
    if (unchanged) {
      return response.setStatusCode(304).end();
    }
    String header = request.getHeader("Range");
    if (header == null || !isFresh(request.getHeader("If-Range"), blob)) {
      return whole(request, blob);
    }
    Optional<List<Range>> ranges = Ranges.parse(header, blob.size());
    if (ranges.isEmpty()) {
      response.headers().remove("Content-Type");
      return response.setStatusCode(416).putHeader("Content-Range", "bytes */" + blob.size()).end();
    }
    response.setStatusCode(206);
    return ranges.get().size() == 1
        ? part(request, blob, ranges.get().getFirst())
        : parts(request, blob, ranges.get());
  }

  /** Whether a list of tags has this one; hawkBit's clients leave the quotes out. */
  private static boolean names(String tags, String tag) {
    for (String each : tags.split(",", 100)) {
      String one = each.strip();
      if (one.startsWith("W/")) {
        one = one.substring(2);
      }
      if (one.equals("*") || one.equals(tag) || one.equals("\"" + tag + "\"")) {
        return true;
      }
    }
    return false;
  }

  private static boolean isFresh(@Nullable String ifRange, Blob blob) {
    return ifRange == null
        || ifRange.equals(blob.etag())
        || ifRange.equals(blob.tag())
        || ifRange.equals(blob.lastModified());
  }

  private static void describe(HttpServerResponse response, Blob blob) {
    response
        .putHeader("ETag", blob.etag())
        .putHeader("Last-Modified", blob.lastModified())
        .putHeader("Accept-Ranges", "bytes")
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Content-Type", "application/octet-stream")
        // never to be compressed: sendfile and ranges are of the bytes as they are
        .putHeader("Content-Encoding", "identity")
        .putHeader("Content-Disposition", "attachment;filename=" + disposition(blob.filename()));
  }

  private static String disposition(String filename) {
    String cut = filename.length() > 78 ? filename.substring(0, 78) : filename;
    boolean plain =
        cut.chars()
            .allMatch(
                c -> c < 128 && (Character.isLetterOrDigit(c) || c == '.' || c == '-' || c == '_'));
    return plain ? cut : "\"" + cut.replaceAll("[^ -~]|[\"\\\\]", "_") + "\"";
  }

  private Future<Void> whole(HttpServerRequest request, Blob blob) {
    return stretch(request, blob, 0, blob.size());
  }

  private Future<Void> part(HttpServerRequest request, Blob blob, Range range) {
    request
        .response()
        .putHeader(
            "Content-Range", "bytes " + range.first() + "-" + range.last() + "/" + blob.size());
    return stretch(request, blob, range.first(), range.length());
  }

  private static Future<Void> stretch(
      HttpServerRequest request, Blob blob, long first, long length) {
    HttpServerResponse response = request.response();
    response.putHeader("Content-Length", Long.toString(length));
    if (request.method() == HttpMethod.HEAD || length == 0) {
      return response.end();
    }
    sendAsItIs(request);
    return response.sendFile(blob.file().toString(), first, length);
  }

  /**
   * Takes the compressor off the connection: it would not compress a file, but as long as it is
   * there Vert.x copies files through the heap in pieces of 8 KB instead of by sendfile. What else
   * comes over this connection is not compressed either.
   */
  private static void sendAsItIs(HttpServerRequest request) {
    if (request.connection() instanceof VertxConnection connection) {
      ChannelPipeline pipeline = connection.channel().pipeline();
      if (pipeline.get(HttpContentCompressor.class) != null) {
        pipeline.remove(HttpContentCompressor.class);
      }
    }
  }

  private Future<Void> parts(HttpServerRequest request, Blob blob, List<Range> ranges) {
    String boundary = UUID.randomUUID().toString().replace("-", "");
    var heads = new ArrayList<Buffer>();
    long length = 0;
    for (Range range : ranges) {
      Buffer head =
          Buffer.buffer(
              ((heads.isEmpty() ? "" : "\r\n")
                      + "--"
                      + boundary
                      + "\r\nContent-Type: application/octet-stream\r\nContent-Range: bytes "
                      + range.first()
                      + "-"
                      + range.last()
                      + "/"
                      + blob.size()
                      + "\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      heads.add(head);
      length += head.length() + range.length();
    }
    Buffer tail = Buffer.buffer("\r\n--" + boundary + "--\r\n");
    HttpServerResponse response = request.response();
    response
        .putHeader("Content-Type", "multipart/byteranges; boundary=" + boundary)
        .putHeader("Content-Length", Long.toString(length + tail.length()));
    if (request.method() == HttpMethod.HEAD) {
      return response.end();
    }
    request.pause();
    return vertx
        .fileSystem()
        .open(blob.file().toString(), new OpenOptions().setRead(true).setWrite(false))
        .compose(
            file -> {
              Future<Void> sent = Future.succeededFuture();
              for (int i = 0; i < ranges.size(); i++) {
                Buffer head = heads.get(i);
                Range range = ranges.get(i);
                sent =
                    sent.compose(done -> write(response, head))
                        .compose(done -> copy(file, response, range.first(), range.last() + 1));
              }
              return sent.compose(done -> response.end(tail)).eventually(file::close);
            });
  }

  private static Future<Void> copy(
      AsyncFile file, HttpServerResponse response, long from, long to) {
    Promise<Void> done = Promise.promise();
    copy(file, response, from, to, done);
    return done.future();
  }

  /** Step by step rather than by composing, or the chain of futures would grow with the file. */
  private static void copy(
      AsyncFile file, HttpServerResponse response, long from, long to, Promise<Void> done) {
    if (from >= to) {
      done.complete();
      return;
    }
    int length = (int) Math.min(PIECE, to - from);
    file.read(Buffer.buffer(length), 0, from, length)
        .compose(
            piece ->
                piece.length() < length
                    ? Future.failedFuture("the file became shorter")
                    : write(response, piece))
        .onSuccess(sent -> copy(file, response, from + length, to, done))
        .onFailure(done::fail);
  }

  private static Future<Void> write(HttpServerResponse response, Buffer piece) {
    return response.closed() ? Future.failedFuture("the client has left") : response.write(piece);
  }
}

package dev.fieldcare.api;

import io.vertx.core.Context;
import io.vertx.core.http.HttpServerResponse;
import java.util.function.Consumer;

/** One open live stream; everything but waking it happens on its own event loop. */
final class Listener {
  private static final int QUEUE_BYTES = 256 * 1024;
  private static final int AT_ONCE = 100;

  /** How many heartbeats in a row may find the connection clogged before it is given up. */
  private static final int PATIENCE = 4;

  private final Context context;
  private final HttpServerResponse response;
  private final Stream.Interest interest;
  private final Stream.NewsRing ring;
  private final Consumer<Listener> onGone;

  private long sent;
  private int clogged;
  private boolean isOver;

  Listener(
      Context context,
      HttpServerResponse response,
      Stream.Interest interest,
      Stream.NewsRing ring,
      Consumer<Listener> onGone) {
    this.context = context;
    this.response = response;
    this.interest = interest;
    this.ring = ring;
    this.onGone = onGone;
  }

  /** Writes the head and whatever came after the given id; a negative id means: from now on. */
  void greet(long after) {
    writeHead();
    if (after < 0) {
      sent = ring.newest();
      response.write("retry: 2000\nid: " + sent + "\n\n");
    } else if (ring.reachesBackTo(after)) {
      sent = after;
      response.write("retry: 2000\n\n");
    } else {
      // Too much was missed, or before a restart: the client had better read its lists again.
      sent = ring.newest();
      response.write("retry: 2000\nid: " + sent + "\nevent: reset\ndata: {}\n\n");
    }
    pump();
  }

  /** Writes the head, this, and whatever came after it. */
  void greet(Stream.News first) {
    writeHead();
    sent = first.id();
    response.write("retry: 2000\n\n" + first.frame());
    pump();
  }

  private void writeHead() {
    response.exceptionHandler(failure -> gone());
    response.closeHandler(closed -> gone());
    response.setWriteQueueMaxSize(QUEUE_BYTES);
    response.drainHandler(drained -> pump());
    response
        .setChunked(true)
        .putHeader("Content-Type", "text/event-stream; charset=utf-8")
        .putHeader("Cache-Control", "no-store")
        .putHeader("X-Accel-Buffering", "no")
        .putHeader("Content-Encoding", "identity");
  }

  void wake() {
    context.runOnContext(v -> pump());
  }

  /** Says that the stream is alive, and what the server's clock shows. */
  void beat(String at) {
    context.runOnContext(
        v -> {
          if (isOver) {
            return;
          }
          if (!interest.isWelcome().getAsBoolean()) {
            response.end();
            gone();
          } else if (!response.writeQueueFull()) {
            clogged = 0;
            response.write(": still here at " + at + "\n\n");
          } else if (++clogged >= PATIENCE) {
            drop();
          }
        });
  }

  void end() {
    context.runOnContext(
        v -> {
          if (!isOver) {
            response.end();
            gone();
          }
        });
  }

  private void pump() {
    if (isOver) {
      return;
    }
    if (!ring.reachesBackTo(sent)) {
      drop();
      return;
    }
    while (!response.writeQueueFull()) {
      var batch = ring.after(sent, AT_ONCE);
      if (batch.isEmpty()) {
        return;
      }
      for (Stream.News news : batch) {
        sent = news.id();
        if (interest.types().contains(news.type())) {
          interest.shown().apply(news).ifPresent(shown -> response.write(shown.frame()));
        }
      }
    }
  }

  private void drop() {
    response.reset();
    gone();
  }

  private void gone() {
    isOver = true;
    onGone.accept(this);
  }
}

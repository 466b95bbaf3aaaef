package dev.fieldcare.rollout.waves;

import dev.fieldcare.rollout.waves.PgMembers.News;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/** What a rollout counts as it goes and how far it has read, in the JSON kept with it. */
final class Tallies {
  private static final String CONCLUDED = "concluded";
  private static final String FAILED = "failed";
  private static final String NOT_BACK = "notBroughtBack";
  private static final String READ = "readUntil";

  private final JsonObject kept;

  Tallies(JsonObject kept) {
    this.kept = kept;
  }

  /** The first time an update of a device ends. */
  void count(News news) {
    boolean failed = MemberState.of(news.state()) == MemberState.FAILED;
    boolean done = news.state().isOver() && MemberState.of(news.state()) != MemberState.LEFT_OUT;
    if (done && news.tries() == 0 && !news.was().isOver()) {
      kept.put(CONCLUDED, concluded() + 1);
      if (failed) {
        kept.put(FAILED, failed() + 1);
      }
    }
  }

  int concluded() {
    return kept.getInteger(CONCLUDED, 0);
  }

  int failed() {
    return kept.getInteger(FAILED, 0);
  }

  boolean isNotBroughtBack() {
    return kept.getBoolean(NOT_BACK, false);
  }

  void notBroughtBack() {
    kept.put(NOT_BACK, true);
  }

  /** Up to when what happens in the field was read. */
  Instant readUntil(Instant otherwise) {
    String read = kept.getString(READ);
    return read == null ? otherwise : Instant.parse(read);
  }

  void haveRead(Instant at) {
    kept.put(READ, at.toString());
  }
}

package dev.fieldcare.rollout.waves;

import dev.fieldcare.rollout.gates.Fix;
import dev.fieldcare.rollout.waves.PgMembers.News;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a rollout counts as it goes and how far it has read, in the JSON kept with it. */
final class Tallies {
  private static final String CONCLUDED = "concluded";
  private static final String FAILED = "failed";
  private static final String NOT_BACK = "notBroughtBack";
  private static final String READ = "readUntil";

  private static final String FIXES = "fixes";
  private static final String TOLD = "toldAt";
  private static final String WHY = "because";
  private static final String BACK = "backSince";
  private static final String LAST_PASSED = "lastPassed";

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

  /** What the release is said to fix, each with what is thought of it; in alphabetical order. */
  SortedMap<String, JsonObject> fixes() {
    var fixes = new TreeMap<String, JsonObject>();
    JsonObject all = kept.getJsonObject(FIXES, new JsonObject());
    all.fieldNames().forEach(symptom -> fixes.put(symptom, all.getJsonObject(symptom)));
    return fixes;
  }

  /** What is to be judged, from when the first wave opens. */
  void fixes(List<String> symptoms) {
    if (!symptoms.isEmpty()) {
      kept.put(FIXES, new JsonObject());
      JsonObject nothing = Fix.judge(List.of(), 1).toJson();
      symptoms.forEach(each -> fix(each, nothing.copy()));
    }
  }

  void fix(String symptom, JsonObject thought) {
    kept.getJsonObject(FIXES).put(symptom, thought);
  }

  /** When the last wave passed first; null: it has not. */
  @Nullable Instant lastPassed() {
    String at = kept.getString(LAST_PASSED);
    return at == null ? null : Instant.parse(at);
  }

  void lastPassed(Instant at) {
    kept.put(LAST_PASSED, at.toString());
  }

  /** What translates why it stands as it does; null: nothing does. */
  @Nullable JsonObject why() {
    return kept.getJsonObject(WHY);
  }

  void why(Why why) {
    if (why.key().isEmpty()) {
      kept.remove(WHY);
    } else {
      kept.put(WHY, why.json());
    }
  }

  /** When bringing back began; null: it has not. */
  @Nullable Instant backSince() {
    String at = kept.getString(BACK);
    return at == null ? null : Instant.parse(at);
  }

  void backSince(Instant at) {
    kept.put(BACK, at.toString());
  }

  /** When customers were last tried whom no notice had reached. */
  @Nullable Instant toldAt() {
    String at = kept.getString(TOLD);
    return at == null ? null : Instant.parse(at);
  }

  void toldAt(Instant at) {
    kept.put(TOLD, at.toString());
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

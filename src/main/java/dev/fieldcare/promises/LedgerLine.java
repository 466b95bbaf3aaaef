package dev.fieldcare.promises;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One promise as its customer may hold us to it: what, by which clause, until when, what became of
 * it, and what shows that.
 */
public record LedgerLine(Commitment commitment, @Nullable Evidence evidence) {

  /**
   * The newest entry of the journal about the promise: what stopped it, or broke it.
   *
   * @param because what was said to have happened; null where nobody did anything
   * @param hash of the entry, by which it is found in a journal that verifies
   */
  public record Evidence(long seq, String hash, Instant at, String type, @Nullable String because) {

    JsonObject json() {
      return new JsonObject()
          .put("type", type)
          .put("at", at.toString())
          .put("because", because)
          .put("journal", new JsonObject().put("seq", seq).put("hash", hash));
    }
  }

  /** Without what was said when it ended undone: that may name tickets of others. */
  public LedgerLine forCustomer() {
    boolean isDone = commitment.stop() != null;
    return evidence == null || isDone
        ? this
        : new LedgerLine(
            commitment,
            new Evidence(evidence.seq(), evidence.hash(), evidence.at(), evidence.type(), null));
  }

  /** Where the deadline is explained interval by interval. */
  public String explanation() {
    return "/api/v1/commitments/" + commitment.id() + "/explanation";
  }

  /** As outside interfaces show it. */
  public JsonObject json() {
    JsonObject all = commitment.json();
    var line = new JsonObject().put("commitment", all.getString("id"));
    for (String each :
        new String[] {
          "subject",
          "customer",
          "kind",
          "clause",
          "term",
          "start",
          "deadline",
          "provisional",
          "paused",
          "outcome",
          "stop"
        }) {
      line.put(each, all.getValue(each));
    }
    return line.put("explanation", explanation())
        .put("evidence", evidence == null ? null : evidence.json());
  }
}

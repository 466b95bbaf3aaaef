package dev.fieldcare.promises.contracts;

import dev.fieldcare.promises.coverage.Covered;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a contract says of some of the customer's devices.
 *
 * @param terms parameters of the standard that it sets otherwise, each as in the standard's file
 * @param since when it was last changed in what it covers; null: as old as the contract
 */
record Line(
    String id,
    Subject subject,
    Covered covered,
    Map<String, Object> terms,
    @Nullable Instant since) {

  Line {
    terms = Map.copyOf(terms);
  }

  /** Whether it gives the same to the same devices. */
  boolean coversAs(Line other) {
    return subject.equals(other.subject) && covered.equals(other.covered);
  }

  Line since(@Nullable Instant changed) {
    return new Line(id, subject, covered, terms, changed);
  }

  JsonObject json() {
    var json = new JsonObject().put("id", id);
    subject.write(json);
    return json.put("covered", covered.json())
        .put("terms", new JsonObject(new java.util.TreeMap<>(terms)))
        .put("since", since == null ? null : since.toString());
  }
}

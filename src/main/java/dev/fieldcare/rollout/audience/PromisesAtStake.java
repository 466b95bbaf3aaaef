package dev.fieldcare.rollout.audience;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a rollout would mean for promises.
 *
 * @param expected by when devices with a ticket that the release fixes would have been given it, as
 *     far as soak, rate and windows tell
 * @param open what is owed on these tickets
 * @param late how much of it is due before that
 * @param examples some of what is due before, the first due first
 * @param start from when on devices would be given it
 * @param unannounced customers whose devices would be given it before the time is over in which
 *     they are promised to be told
 * @param devices how many these customers have among those it may go to
 * @param customers some of them
 */
public record PromisesAtStake(
    Instant expected,
    List<Owed> open,
    long late,
    List<Late> examples,
    Instant start,
    long unannounced,
    long devices,
    List<String> customers) {

  /**
   * @param first when the first of them is due; null when all are paused
   */
  public record Owed(String kind, long count, @Nullable Instant first) {}

  /** One that is due before the release can help it. */
  public record Late(String ticket, String kind, Instant due) {}

  /** As the API shows it. */
  public JsonObject json() {
    var owed = new JsonArray();
    for (Owed each : open) {
      Instant first = each.first();
      owed.add(
          new JsonObject()
              .put("kind", each.kind())
              .put("count", each.count())
              .put("firstDue", first == null ? null : first.toString()));
    }
    var tooLate = new JsonArray();
    for (Late each : examples) {
      tooLate.add(
          new JsonObject()
              .put("ticket", each.ticket())
              .put("kind", each.kind())
              .put("due", each.due().toString()));
    }
    return new JsonObject()
        .put("expectedBy", expected.toString())
        .put("open", owed)
        .put("late", new JsonObject().put("count", late).put("examples", tooLate))
        .put("start", start.toString())
        .put(
            "unannounced",
            new JsonObject()
                .put("customers", unannounced)
                .put("devices", devices)
                .put("examples", new JsonArray(customers)));
  }
}

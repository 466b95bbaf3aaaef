package dev.fieldcare.quality.sampling;

import dev.fieldcare.base.Problem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a series of lots stands between normal and tightened inspection: tightened when two of five
 * or fewer successive lots were rejected, normal again when five in a row were accepted, and
 * discontinued when five were rejected under tightened inspection. Reduced inspection, which the
 * standard leaves to choice, is not used.
 *
 * @param recent under normal inspection, whether each of the last lots was accepted, at most five
 * @param acceptedInARow under tightened inspection
 * @param rejected under tightened inspection
 */
public record Switching(Severity severity, List<Boolean> recent, int acceptedInARow, int rejected) {
  private static final int LOOKED_AT = 5;
  private static final int TOO_MANY = 2;
  private static final int TO_RETURN = 5;
  private static final int TO_STOP = 5;

  /** As every series begins. */
  public static final Switching START = new Switching(Severity.NORMAL, List.of(), 0, 0);

  private static final Switching TIGHTENED = new Switching(Severity.TIGHTENED, List.of(), 0, 0);

  public Switching {
    recent = List.copyOf(recent);
  }

  /** After one more lot. */
  public Switching after(boolean accepted) {
    return switch (severity) {
      case NORMAL -> afterNormal(accepted);
      case TIGHTENED -> accepted ? afterAccepted() : afterRejected();
      case DISCONTINUED ->
          throw Problem.conflict(
              "sampling.discontinued",
              "expected a series that is inspected, found one that was discontinued after "
                  + TO_STOP
                  + " rejected lots");
    };
  }

  private Switching afterNormal(boolean accepted) {
    var all = new ArrayList<Boolean>(recent);
    all.add(accepted);
    List<Boolean> last = all.subList(Math.max(0, all.size() - LOOKED_AT), all.size());
    long bad = last.stream().filter(each -> !each).count();
    return bad >= TOO_MANY ? TIGHTENED : new Switching(Severity.NORMAL, last, 0, 0);
  }

  private Switching afterAccepted() {
    return acceptedInARow + 1 == TO_RETURN
        ? START
        : new Switching(severity, recent, acceptedInARow + 1, rejected);
  }

  private Switching afterRejected() {
    boolean stops = rejected + 1 == TO_STOP;
    return new Switching(stops ? Severity.DISCONTINUED : severity, recent, 0, rejected + 1);
  }

  /** After whoever makes it has mended what was wrong: tightened, from its beginning. */
  public Switching resumed() {
    if (severity != Severity.DISCONTINUED) {
      throw Problem.conflict(
          "sampling.resume", "expected a series that was discontinued, found " + severity);
    }
    return TIGHTENED;
  }

  public JsonObject json() {
    return new JsonObject()
        .put("severity", severity.name())
        .put("recent", new JsonArray(new ArrayList<>(recent)))
        .put("acceptedInARow", acceptedInARow)
        .put("rejected", rejected);
  }

  public static Switching fromJson(JsonObject json) {
    var recent = new ArrayList<Boolean>();
    json.getJsonArray("recent").forEach(each -> recent.add((Boolean) each));
    return new Switching(
        Severity.valueOf(json.getString("severity")),
        recent,
        json.getInteger("acceptedInARow"),
        json.getInteger("rejected"));
  }
}

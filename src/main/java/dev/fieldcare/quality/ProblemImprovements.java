package dev.fieldcare.quality;

import dev.fieldcare.registry.Severity;
import dev.fieldcare.tickets.Cause;
import dev.fieldcare.tickets.FoundProblems;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.time.Clock;

/**
 * An improvement begins as a problem on the ticket desk, about the lot or the model: it is
 * investigated, its cause named and a remedy kept there like any other.
 */
public final class ProblemImprovements implements Improvements {
  /** The symptom such a problem is filed under. */
  public static final String SYMPTOM = "quality.nonconforming";

  private final FoundProblems problems;
  private final Clock clock;

  public ProblemImprovements(FoundProblems problems, Clock clock) {
    this.problems = problems;
    this.clock = clock;
  }

  @Override
  public Future<String> open(SqlConnection sql, ImprovementOpening it) {
    var arguments =
        new JsonObject()
            .put("cause", it.cause())
            .put("title", it.title())
            .put("because", it.because())
            .put("lot", it.lot())
            .put("model", it.model())
            .put("devices", it.affected());
    String words =
        "%s: %s; %d devices that left the house are affected"
            .formatted(it.title(), it.because(), it.affected());
    return problems.open(
        sql,
        new FoundProblems.Found(
            causeOf(it),
            SYMPTOM,
            Severity.MAJOR,
            it.model(),
            words,
            arguments,
            new JsonObject().put("nonconformity", arguments)),
        clock.instant());
  }

  /** A lot without a model is one of material; with one it is one of devices. */
  private static Cause causeOf(ImprovementOpening it) {
    if (it.lot() == null) {
      return new Cause(Cause.Type.MODEL, String.valueOf(it.model()));
    }
    return new Cause(it.model() == null ? Cause.Type.COMPONENT_LOT : Cause.Type.LOT, it.lot());
  }
}

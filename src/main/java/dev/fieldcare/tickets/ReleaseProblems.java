package dev.fieldcare.tickets;

import dev.fieldcare.registry.Severity;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;

/**
 * Problems about releases that do harm: one for each, whoever finds it and however often. In the
 * transaction of whoever finds it.
 */
public final class ReleaseProblems {
  /** The symptom such a problem is filed under. */
  public static final String SYMPTOM = "release.harmful";

  private final FoundProblems problems;

  public ReleaseProblems(TicketDesk desk) {
    this.problems = new FoundProblems(desk);
  }

  /**
   * A release that does harm.
   *
   * @param where whom, such as {@code hardwareRevision=B}; empty: all alike
   * @param because what speaks against it, with the numbers
   * @param rollout which rollout was stopped
   * @param devices how many run it or are on the way to it
   */
  public record Harm(
      String model, String version, String where, String because, long rollout, long devices) {
    String words() {
      return "release %s of %s%s: %s; rollout %d was halted, %d devices run it or are on the way"
          .formatted(
              version,
              model,
              where.isEmpty() ? "" : " on devices with " + where,
              because,
              rollout,
              devices);
    }
  }

  /** Succeeds with the number of the open problem about the release; there is one from then on. */
  public Future<String> open(SqlConnection sql, Harm harm, Instant now) {
    var arguments =
        new JsonObject()
            .put("model", harm.model())
            .put("release", harm.version())
            .put("where", harm.where())
            .put("because", harm.because())
            .put("rollout", harm.rollout())
            .put("devices", harm.devices());
    return problems.open(
        sql,
        new FoundProblems.Found(
            Cause.firmware(harm.model(), harm.version()),
            SYMPTOM,
            Severity.CRITICAL,
            harm.model(),
            harm.words(),
            arguments,
            new JsonObject().put("rollout", arguments)),
        now);
  }
}

package dev.fieldcare.api;

import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.enrolment.Enrolments;
import dev.fieldcare.registry.enrolment.IssuedCertificate;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** One-time passwords for enrolment, and the certificates that came of them. */
final class EnrolmentRoutes {
  private static final Duration DEFAULT = Duration.ofHours(24);
  private static final Duration LONGEST = Duration.ofDays(30);

  private final Sight sight;
  private final Enrolments enrolments;

  EnrolmentRoutes(Sight sight, Enrolments enrolments) {
    this.sight = sight;
    this.enrolments = enrolments;
  }

  /** Answers a password, which is shown once; one made before and not used is void. */
  Future<Reply> invite(Call call) {
    Device device = sight.get(call.caller(), call.path("id"));
    Duration validFor = call.hasBody() ? validFor(call.body("validFor")) : DEFAULT;
    return enrolments
        .invite(device.id(), validFor, call.caller().actor())
        .map(
            made ->
                Reply.created(
                    location(device),
                    new JsonObject()
                        .put("device", made.device())
                        .put("password", made.password())
                        .put("expiresAt", made.expiresAt().toString())));
  }

  Future<Reply> list(Call call) {
    Device device = sight.get(call.caller(), call.path("id"));
    return enrolments
        .list(device)
        .map(all -> Reply.page(all.stream().map(EnrolmentRoutes::json).toList(), null));
  }

  Future<Reply> transition(Call call) {
    Body body = call.body("to", "reason");
    String to = body.required("to");
    if (!to.equals("revoked")) {
      throw Body.bad("to", "revoked", to);
    }
    Device device = sight.get(call.caller(), call.path("id"));
    String reason = AlarmTransitions.needed(body, "reason");
    return enrolments
        .revoke(device.id(), call.path("serial"), reason, call.caller().actor())
        .map(revoked -> Reply.ok(json(revoked)));
  }

  private static Duration validFor(Body body) {
    String text = body.text("validFor");
    if (text == null) {
      return DEFAULT;
    }
    Duration wished = Times.duration("validFor", text);
    if (!wished.isPositive() || wished.compareTo(LONGEST) > 0) {
      throw Body.bad("validFor", "more than 0 and at most 30d", text);
    }
    return wished;
  }

  private static JsonObject json(IssuedCertificate certificate) {
    return new JsonObject()
        .put("serial", certificate.serial())
        .put("sha256", certificate.fingerprint())
        .put("issuedAt", certificate.issuedAt().toString())
        .put("notAfter", certificate.notAfter().toString())
        .put("renewAt", certificate.renewAt().toString())
        .put(
            "revokedAt",
            certificate.revokedAt() == null ? null : certificate.revokedAt().toString())
        .put("revokedBecause", certificate.revokedBecause());
  }

  private static String location(Device device) {
    return "/api/v1/devices/" + device.id() + "/certificates";
  }
}

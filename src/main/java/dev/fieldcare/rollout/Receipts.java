package dev.fieldcare.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fieldcare.base.Json;
import dev.fieldcare.base.Problem;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.Devices;
import io.vertx.core.Future;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Takes the signed word of devices that were updated from a package. It is as good as a report over
 * the air, whoever carried it; the same receipt again changes nothing.
 */
public final class Receipts {
  private final Actions actions;
  private final Devices devices;
  private final Function<Device, Future<List<byte[]>>> certificates;

  /**
   * @param certificates those of a device that hold, in DER
   */
  public Receipts(
      Actions actions, Devices devices, Function<Device, Future<List<byte[]>>> certificates) {
    this.actions = actions;
    this.devices = devices;
    this.certificates = certificates;
  }

  /**
   * What a receipt says.
   *
   * @param action null where the package was for a whole model
   */
  record Said(
      String device,
      @Nullable Long action,
      String release,
      String sha256,
      String result,
      String error,
      long at) {

    /** A device that refused does not always know what; one that runs something does. */
    boolean mayMean(String version) {
      return release.equals(version) || release.isEmpty() && !result.equals("confirmed");
    }

    static Said read(byte[] payload) {
      JsonNode said;
      try {
        said = Json.mapper().readTree(payload);
      } catch (IOException e) {
        throw Jws.malformed("its payload is no JSON");
      }
      if (said == null || !said.isObject()) {
        throw Jws.malformed("its payload is no object");
      }
      String action = said.path("action").asText("");
      boolean hasAction = !action.isEmpty() && !said.path("action").isNull();
      try {
        return new Said(
            said.path("device").asText(""),
            hasAction ? Long.valueOf(action) : null,
            said.path("release").asText(""),
            said.path("sha256").asText(""),
            said.path("result").asText(""),
            said.path("error").path("code").asText("UNKNOWN")
                + ": "
                + said.path("error").path("detail").asText(""),
            said.path("at").asLong());
      } catch (NumberFormatException e) {
        throw Jws.malformed("action is no number");
      }
    }
  }

  /**
   * Succeeds with the action the receipt is about, as it then stands. Fails with {@code receipt.…}
   * when it is no receipt, of no device we know, not signed by it, or about nothing of its.
   */
  public Future<Action> accept(String text) {
    return accept(text, device -> true);
  }

  /** The same from somebody who knows only some devices. */
  public Future<Action> accept(String text, Predicate<Device> knows) {
    Jws jws;
    Said said;
    Device device;
    try {
      jws = Jws.read(text);
      said = Said.read(jws.payload());
      device =
          devices
              .find(said.device())
              .filter(each -> !each.isDecommissioned() && knows.test(each))
              .orElseThrow(() -> unproven(said.device()));
    } catch (Problem problem) {
      return Future.failedFuture(problem);
    }
    return certificates
        .apply(device)
        .compose(
            known -> {
              if (!jws.isSignedBy(devices.secretsOf(device), keysIn(known))) {
                throw unproven(said.device());
              }
              return actionOf(device, said);
            })
        .compose(action -> hear(device, action, said));
  }

  private static List<PublicKey> keysIn(List<byte[]> certificates) {
    try {
      var factory = CertificateFactory.getInstance("X.509");
      var keys = new ArrayList<PublicKey>();
      for (byte[] each : certificates) {
        keys.add(factory.generateCertificate(new ByteArrayInputStream(each)).getPublicKey());
      }
      return keys;
    } catch (CertificateException e) {
      throw new IllegalStateException("a certificate we issued cannot be read", e);
    }
  }

  /** The same for an unknown device as for a false signature. */
  private static Problem unproven(String device) {
    return new Problem(
        Problem.Kind.FORBIDDEN,
        "receipt.signature",
        "the receipt is not signed by device " + device.replaceAll("[^A-Za-z0-9._:-]", "?"));
  }

  /** A receipt that names no action counts only for one that was there when it was signed. */
  private Future<Action> actionOf(Device device, Said said) {
    Action newest = actions.update(device.number()).newest();
    if (said.action() == null) {
      return newest != null
              && actions.release(newest).version().equals(said.release())
              && said.at() >= newest.createdAt().toEpochMilli()
          ? Future.succeededFuture(newest)
          : Future.failedFuture(unknown(device, said));
    }
    return actions
        .get(said.action())
        .map(
            action -> {
              if (action.device() != device.number()
                  || !said.mayMean(actions.release(action).version())) {
                throw unknown(device, said);
              }
              return action;
            });
  }

  private static Problem unknown(Device device, Said said) {
    return Problem.conflict(
        "receipt.action",
        "device %s has no action %s of release %s"
            .formatted(device.id(), said.action() == null ? "" : said.action(), said.release()));
  }

  private Future<Action> hear(Device device, Action action, Said said) {
    String actor = "device:" + device.id();
    Future<Optional<Action>> heard =
        switch (said.result()) {
          case "confirmed" -> {
            Release release = actions.release(action);
            boolean wanted = said.sha256().equalsIgnoreCase(release.image().sha256());
            var runs = new Evidence.Runs(wanted, true, "receipt: runs " + said.sha256());
            yield actions
                .hear(action.id(), new Evidence.Claimed(false, "receipt: confirmed"), actor)
                .compose(done -> actions.hear(action.id(), runs, actor));
          }
          case "rolled_back" ->
              actions.hear(
                  action.id(),
                  new Evidence.RolledBack(said.error(), "receipt: rolled back"),
                  actor);
          case "failed" ->
              actions.hear(
                  action.id(), new Evidence.Failed(said.error(), "receipt: failed"), actor);
          default ->
              Future.failedFuture(Jws.malformed("result is not confirmed, rolled_back or failed"));
        };
    return heard.compose(done -> actions.get(action.id()));
  }
}

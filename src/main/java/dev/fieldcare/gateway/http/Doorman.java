package dev.fieldcare.gateway.http;

import dev.fieldcare.gateway.ClientCertificate;
import dev.fieldcare.gateway.Fleet;
import dev.fieldcare.registry.Device;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells who asks over HTTP: by the device's token, its certificate, the word of a trusted proxy on
 * its certificate, or the token of a gateway that may act for any device. What a proxy says counts
 * only when it is the peer itself that is trusted.
 */
final class Doorman {
  private static final String TARGET = "TargetToken ";
  private static final String GATEWAY = "GatewayToken ";

  private final Fleet fleet;
  private final HttpGatewaySettings settings;

  Doorman(Fleet fleet, HttpGatewaySettings settings) {
    this.fleet = fleet;
    this.settings = settings;
  }

  /** Who may act for the device of this id; empty when nothing proves it. */
  Optional<Visitor> admit(HttpServerRequest request, String id) {
    String authorization = request.getHeader("Authorization");
    if (authorization != null && authorization.startsWith(TARGET)) {
      return fleet
          .authenticate()
          .apply(authorization.substring(TARGET.length()))
          .flatMap(device -> speaksFor(device, id))
          .map(Visitor::new);
    }
    if (vouchedFor(request, id) || isGateway(authorization)) {
      Optional<Device> known = fleet.find().apply(id);
      return known.isPresent()
          ? known.filter(device -> !device.isDecommissioned()).map(Visitor::new)
          : Optional.of(new Visitor(null));
    }
    return known(request).flatMap(device -> speaksFor(device, id)).map(Visitor::new);
  }

  /** Itself, or a device that reports through it. */
  private Optional<Device> speaksFor(Device device, String id) {
    return device.id().equals(id)
        ? Optional.of(device)
        : fleet.findActive(id).filter(child -> device.id().equals(child.via()));
  }

  /** The device that asks, by its token in any of the usual forms or by its certificate. */
  Optional<Device> known(HttpServerRequest request) {
    String authorization = request.getHeader("Authorization");
    if (authorization == null) {
      return ClientCertificate.deviceOf(request, fleet);
    }
    if (authorization.startsWith(TARGET)) {
      return fleet.authenticate().apply(authorization.substring(TARGET.length()));
    }
    if (authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return fleet.authenticate().apply(authorization.substring(7).strip());
    }
    if (authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
      return basic(authorization.substring(6).strip());
    }
    return Optional.empty();
  }

  private Optional<Device> basic(String encoded) {
    String pair;
    try {
      pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    int colon = pair.lastIndexOf(':');
    return colon < 0
        ? Optional.empty()
        : fleet
            .authenticate()
            .apply(pair.substring(colon + 1))
            .filter(device -> device.id().equals(pair.substring(0, colon)));
  }

  private boolean isGateway(@Nullable String authorization) {
    String token = settings.gatewayToken();
    return token != null
        && authorization != null
        && authorization.startsWith(GATEWAY)
        && MessageDigest.isEqual(
            token.getBytes(StandardCharsets.UTF_8),
            authorization.substring(GATEWAY.length()).getBytes(StandardCharsets.UTF_8));
  }

  private boolean vouchedFor(HttpServerRequest request, String id) {
    if (settings.trustedProxies().isEmpty()
        || !settings.trustedProxies().contains(request.remoteAddress().hostAddress())) {
      return false;
    }
    return id.equals(request.getHeader("X-Controller-Id"))
            && names(request, "X-Authority", "X-Authority-")
        || id.equals(request.getHeader("X-Ssl-Client-Cn"))
            && names(request, null, "X-Ssl-Issuer-Hash-");
  }

  /** Whether a header that lists authorities, or one of a numbered row of them, has one of ours. */
  private boolean names(HttpServerRequest request, @Nullable String list, String numbered) {
    String all = list == null ? null : request.getHeader(list);
    if (all != null && Arrays.stream(all.split("[;,]")).anyMatch(this::isAuthority)) {
      return true;
    }
    for (int i = 0; i < 10; i++) {
      String one = request.getHeader(numbered + i);
      if (one != null && isAuthority(one)) {
        return true;
      }
    }
    return false;
  }

  private boolean isAuthority(String name) {
    return settings.authorities().stream().anyMatch(each -> each.equalsIgnoreCase(name.strip()));
  }
}

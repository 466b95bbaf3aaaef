package dev.fieldcare.gateway.http;

import dev.fieldcare.firmware.Image;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.registry.Device;
import dev.fieldcare.rollout.Action;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.HostAndPort;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Absolute addresses in answers: below the public URL, or below where the request itself went. */
final class Links {
  private final String base;

  private Links(String base) {
    this.base = base;
  }

  static Links of(
      HttpServerRequest request, String tenant, Device device, HttpGatewaySettings settings) {
    return new Links(
        root(request, settings) + "/" + tenant + "/controller/v1/" + encoded(device.id()));
  }

  /** Never by a forwarding header: whoever sends it is not the one who reads the answer. */
  static String root(HttpServerRequest request, HttpGatewaySettings settings) {
    if (settings.publicUrl() != null) {
      return settings.publicUrl();
    }
    HostAndPort host = request.authority();
    String scheme = request.isSSL() ? "https" : "http";
    if (host == null || !isPlain(host.toString())) {
      return scheme
          + "://"
          + request.localAddress().hostAddress()
          + ":"
          + request.localAddress().port();
    }
    return scheme + "://" + host;
  }

  private static boolean isPlain(String host) {
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      if (!(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9')
          && ".-:[]_".indexOf(c) < 0) {
        return false;
      }
    }
    return !host.isEmpty();
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace("%3A", ":");
  }

  String to(String rest) {
    return base + "/" + rest;
  }

  /** The link to an action; it differs whenever what is behind it does. */
  String toAction(String kind, Action action, Instant now) {
    int change =
        action.version() * 4 + (action.isForced(now) ? 2 : 0) + (action.isInstallable(now) ? 1 : 0);
    return to(kind + "/" + action.id() + "?c=" + change);
  }

  String toArtifact(Release release, Image image) {
    return to("softwaremodules/" + release.id() + "/artifacts/" + encoded(image.filename()));
  }

  static JsonObject href(String address) {
    return new JsonObject().put("href", address);
  }
}

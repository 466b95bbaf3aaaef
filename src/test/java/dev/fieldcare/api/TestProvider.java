package dev.fieldcare.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** A provider of identities that speaks OpenID Connect over HTTP, and lies when told to. */
final class TestProvider implements AutoCloseable {
  static final String CLIENT = "fieldcare";
  static final String SECRET = "a-secret-of-two";

  final String issuer;
  volatile JsonObject person = new JsonObject();
  volatile UnaryOperator<JsonObject> twist = claims -> claims;
  volatile String algorithm = "RS256";
  volatile boolean isForged;
  volatile boolean isAway;
  volatile boolean isWithoutKeys;

  private final KeyPair keys = keys();
  private final KeyPair others = keys();
  private final Map<String, JsonObject> codes = new ConcurrentHashMap<>();
  private final HttpServer server;

  TestProvider(Vertx vertx) {
    server =
        ApiServer.await(
            vertx.createHttpServer().requestHandler(this::answer).listen(0, "127.0.0.1"));
    issuer = "http://localhost:" + server.actualPort();
  }

  private void answer(HttpServerRequest request) {
    if (isAway) {
      request.response().setStatusCode(503).end();
      return;
    }
    switch (request.path()) {
      case "/.well-known/openid-configuration" -> send(request, configuration());
      case "/keys" -> send(request, new JsonObject().put("keys", published()));
      case "/authorize" -> authorize(request);
      case "/token" -> request.body().onSuccess(body -> token(request, form(body.toString(UTF_8))));
      default -> request.response().setStatusCode(404).end();
    }
  }

  private JsonArray published() {
    return isWithoutKeys ? new JsonArray() : new JsonArray().add(key());
  }

  private JsonObject configuration() {
    return new JsonObject()
        .put("issuer", issuer)
        .put("authorization_endpoint", issuer + "/authorize")
        .put("token_endpoint", issuer + "/token")
        .put("jwks_uri", issuer + "/keys")
        .put("response_types_supported", new JsonArray().add("code"))
        .put("subject_types_supported", new JsonArray().add("public"))
        .put("id_token_signing_alg_values_supported", new JsonArray().add("RS256"));
  }

  private JsonObject key() {
    RSAPublicKey key = (RSAPublicKey) keys.getPublic();
    return new JsonObject()
        .put("kty", "RSA")
        .put("use", "sig")
        .put("alg", "RS256")
        .put("kid", "k1")
        .put("n", base64(unsigned(key.getModulus())))
        .put("e", base64(unsigned(key.getPublicExponent())));
  }

  private void authorize(HttpServerRequest request) {
    String code = UUID.randomUUID().toString();
    var asked = new JsonObject();
    request.params().forEach(asked::put);
    codes.put(code, asked);
    String back =
        asked.getString("redirect_uri")
            + "?code="
            + code
            + "&state="
            + URLEncoder.encode(asked.getString("state"), UTF_8);
    request.response().setStatusCode(302).putHeader("Location", back).end();
  }

  private void token(HttpServerRequest request, Map<String, String> form) {
    JsonObject asked = codes.remove(form.getOrDefault("code", ""));
    String basic =
        "Basic " + Base64.getEncoder().encodeToString((CLIENT + ":" + SECRET).getBytes(UTF_8));
    boolean isClient =
        basic.equals(request.getHeader("Authorization"))
            || SECRET.equals(form.get("client_secret"));
    if (asked == null
        || !isClient
        || !"S256".equals(asked.getString("code_challenge_method"))
        || !Objects.equals(asked.getString("redirect_uri"), form.get("redirect_uri"))
        || !base64(sha256(form.getOrDefault("code_verifier", "")))
            .equals(asked.getString("code_challenge"))) {
      request.response().setStatusCode(400);
      send(request, new JsonObject().put("error", "invalid_grant"));
      return;
    }
    var claims =
        person
            .copy()
            .put("iss", issuer)
            .put("aud", CLIENT)
            .put("nonce", asked.getString("nonce"))
            .put("iat", ApiServer.NOW.getEpochSecond())
            .put("exp", ApiServer.NOW.plusSeconds(60L * 86_400).getEpochSecond());
    send(
        request,
        new JsonObject()
            .put("access_token", UUID.randomUUID().toString())
            .put("token_type", "Bearer")
            .put("expires_in", 300)
            .put("id_token", signed(twist.apply(claims))));
  }

  private String signed(JsonObject claims) {
    var head = new JsonObject().put("typ", "JWT").put("alg", algorithm).put("kid", "k1");
    String text =
        base64(head.encode().getBytes(UTF_8)) + "." + base64(claims.encode().getBytes(UTF_8));
    if (algorithm.equals("none")) {
      return text + ".";
    }
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign((isForged ? others : keys).getPrivate());
      signature.update(text.getBytes(UTF_8));
      return text + "." + base64(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void send(HttpServerRequest request, JsonObject body) {
    request.response().putHeader("Content-Type", "application/json").end(body.encode());
  }

  private static Map<String, String> form(String body) {
    var form = new HashMap<String, String>();
    for (String each : body.split("&")) {
      int sign = each.indexOf('=');
      if (sign > 0) {
        form.put(each.substring(0, sign), URLDecoder.decode(each.substring(sign + 1), UTF_8));
      }
    }
    return form;
  }

  private static byte[] unsigned(BigInteger number) {
    byte[] bytes = number.toByteArray();
    return bytes[0] == 0 ? java.util.Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair keys() {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @Override
  public void close() {
    ApiServer.await(server.close());
  }
}

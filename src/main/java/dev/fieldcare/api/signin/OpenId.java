package dev.fieldcare.api.signin;

import dev.fieldcare.base.Json;
import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Role;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.oauth2.OAuth2Auth;
import io.vertx.ext.auth.oauth2.OAuth2AuthorizationURL;
import io.vertx.ext.auth.oauth2.OAuth2FlowType;
import io.vertx.ext.auth.oauth2.OAuth2Options;
import io.vertx.ext.auth.oauth2.Oauth2Credentials;
import io.vertx.ext.auth.oauth2.providers.OpenIDConnectAuth;
import io.vertx.ext.web.client.WebClient;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Signing in with the organisation's provider: OpenID Connect, by an authorization code with PKCE.
 * The provider is asked for its configuration when somebody first comes, so it may be away before.
 * Thread-safe.
 */
public final class OpenId {
  public static final Duration FLOW_LIFE = Duration.ofMinutes(10);
  private static final Duration LEEWAY = Duration.ofSeconds(60);
  private static final int PATIENCE_SECONDS = 15;
  private static final int FLOWS = 10_000;

  /** Signatures by keys that only the provider has. */
  private static final Set<String> ALGORITHMS =
      Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");

  private final Vertx vertx;
  private final WebClient client;
  private final Clock clock;
  private final SignIn signIn;
  private final OpenIdSettings settings;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Flow> flows = new LinkedHashMap<>();
  private @Nullable Future<OAuth2Auth> provider;

  public OpenId(Vertx vertx, Clock clock, SignIn signIn) {
    this.vertx = vertx;
    this.client = WebClient.create(vertx);
    this.clock = clock;
    this.signIn = signIn;
    this.settings = signIn.settings().openId();
  }

  private record Flow(String browser, String nonce, String verifier, String to, Instant deadline) {}

  /**
   * Where to send a browser.
   *
   * @param browser what its cookie has to say when it comes back
   */
  public record Start(String url, String browser) {}

  /**
   * Who came back.
   *
   * @param to the page they wanted
   */
  public record Entry(Session.Made made, String to) {}

  /** What people call the provider; empty when there is none. */
  public Optional<String> name() {
    return settings.isOn() ? Optional.of(settings.name()) : Optional.empty();
  }

  /** Succeeds with where the provider asks who somebody is. */
  public Future<Start> start(String to) {
    if (!settings.isOn()) {
      throw Problem.notFound("openid.off", "there is no provider; signin.openid.issuer is empty");
    }
    return provider()
        .map(
            found -> {
              String state = secret();
              var flow =
                  new Flow(secret(), secret(), secret(), to, clock.instant().plus(FLOW_LIFE));
              keep(state, flow);
              var url =
                  new OAuth2AuthorizationURL()
                      .setScopes(List.of("openid", "profile", "email"))
                      .setState(state)
                      .setAdditionalParameters(
                          Map.of(
                              "redirect_uri",
                              redirect(),
                              "nonce",
                              flow.nonce(),
                              "code_challenge",
                              challenge(flow.verifier()),
                              "code_challenge_method",
                              "S256"));
              return new Start(found.authorizeURL(url), flow.browser());
            });
  }

  /**
   * What the browser came back with.
   *
   * @param issuer who says to have sent it (RFC 9207); not every provider says so
   * @param browser what its cookie says
   */
  public record Answer(String state, String browser, String code, @Nullable String issuer) {}

  /** Succeeds with a session for whom the provider vouches. */
  public Future<Entry> enter(Answer answer, String address) {
    Flow flow = take(answer.state(), answer.browser());
    String issuer = answer.issuer();
    if (issuer != null && !bare(settings.issuer()).equals(bare(issuer))) {
      throw refused("the answer is another issuer's");
    }
    String code = answer.code();
    return provider()
        .compose(found -> claims(found, flow, code))
        .compose(this::known)
        .compose(user -> signIn.open(user, 0, null, Session.By.OPENID, address))
        .map(
            made ->
                new Entry(made.orElseThrow(() -> refused("the account is disabled")), flow.to()));
  }

  private Future<JsonObject> claims(OAuth2Auth found, Flow flow, String code) {
    var credentials =
        new Oauth2Credentials()
            .setFlow(OAuth2FlowType.AUTH_CODE)
            .setCode(code)
            .setRedirectUri(redirect())
            .setCodeVerifier(flow.verifier());
    return found
        .authenticate(credentials)
        .timeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .recover(
            failure -> {
              forget();
              return Future.failedFuture(refused("the provider did not confirm the code"));
            })
        .map(
            proven -> {
              String token = proven.principal().getString("id_token");
              JsonObject claims = proven.attributes().getJsonObject("idToken");
              if (token == null || claims == null) {
                forget();
                throw refused("the signature of the provider's token is not good");
              }
              check(token, claims, flow);
              return claims;
            });
  }

  private void check(String token, JsonObject claims, Flow flow) {
    byte[] head = Base64.getUrlDecoder().decode(token.substring(0, token.indexOf('.')));
    String algorithm =
        new JsonObject(new String(head, StandardCharsets.UTF_8)).getString("alg", "");
    if (!ALGORITHMS.contains(algorithm)) {
      throw refused("the provider's token is not signed by a key of its own");
    }
    if (!bare(settings.issuer()).equals(bare(String.valueOf(claims.getValue("iss"))))) {
      throw refused("the token is another issuer's");
    }
    List<String> audience = texts(claims.getValue("aud"));
    if (!audience.contains(settings.clientId())
        || audience.size() > 1 && !settings.clientId().equals(claims.getValue("azp"))) {
      throw refused("the token is for somebody else");
    }
    if (!flow.nonce().equals(claims.getValue("nonce"))) {
      throw refused("the token was not made for this sign-in");
    }
    if (!(claims.getValue("exp") instanceof Number end)
        || !clock.instant().isBefore(Instant.ofEpochSecond(end.longValue()).plus(LEEWAY))) {
      throw refused("the token has expired");
    }
    if (!(claims.getValue("sub") instanceof String subject)
        || subject.isEmpty()
        || subject.length() > 255) {
      throw refused("the token does not say who this is");
    }
  }

  /** Succeeds with the user as the provider says they are now. */
  private Future<User> known(JsonObject claims) {
    String subject = bare(settings.issuer()) + "#" + claims.getString("sub");
    Profile said;
    try {
      said = profile(claims);
    } catch (Problem e) {
      return dismissed(subject, e);
    }
    return signIn
        .users()
        .bySubject(subject)
        .compose(
            found -> {
              if (found.isEmpty()) {
                return signIn.users().create(name(claims, subject), said, null, subject, "system");
              }
              User user = found.get();
              if (user.isDisabled()) {
                return Future.failedFuture(refused("the account is disabled"));
              }
              var now =
                  new Profile(
                      said.fullName(), said.role(), said.customer(), said.email(), user.language());
              boolean isSame =
                  !now.differsInRights(user)
                      && now.fullName().equals(user.fullName())
                      && Objects.equals(now.email(), user.email());
              return isSame
                  ? Future.succeededFuture(user)
                  : signIn.change(user.name(), now, "system");
            });
  }

  /** Whoever has no role any more has nothing open any more. */
  private Future<User> dismissed(String subject, Problem why) {
    return signIn
        .users()
        .bySubject(subject)
        .compose(
            found ->
                found.isEmpty()
                    ? Future.succeededFuture()
                    : signIn.dismiss(found.get().name(), "system"))
        .compose(done -> Future.failedFuture(why));
  }

  private Profile profile(JsonObject claims) {
    List<String> groups = texts(at(claims, settings.roleClaim()));
    Role role =
        settings.roles().entrySet().stream()
            .filter(each -> groups.contains(each.getKey()))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElseThrow(OpenId::noRole);
    String customer = null;
    if (role == Role.CUSTOMER) {
      List<String> customers =
          settings.customerClaim().isEmpty()
              ? List.of()
              : texts(at(claims, settings.customerClaim()));
      if (customers.size() != 1 || customers.getFirst().isBlank()) {
        throw noRole();
      }
      customer = customers.getFirst();
    }
    String email = claims.getValue("email") instanceof String found ? limited(found) : null;
    String fullName = claims.getValue("name") instanceof String found ? limited(found) : "";
    if (fullName.isBlank()) {
      fullName = email == null || email.isBlank() ? wished(claims) : email;
    }
    return new Profile(fullName.isBlank() ? "OpenID" : fullName, role, customer, email, null);
  }

  /** What they are called there, unless somebody here is; nobody gets an account that was there. */
  private String name(JsonObject claims, String subject) {
    String wished = wished(claims).strip().toLowerCase(Locale.ROOT);
    return Users.NAME.matcher(wished).matches() && signIn.users().find(wished).isEmpty()
        ? wished
        : "openid-"
            + HexFormat.of()
                .formatHex(Json.sha256(subject.getBytes(StandardCharsets.UTF_8)), 0, 10);
  }

  private static String wished(JsonObject claims) {
    return claims.getValue("preferred_username") instanceof String found ? limited(found) : "";
  }

  private static String limited(String text) {
    return text.length() > 200 ? text.substring(0, 200) : text;
  }

  private static @Nullable Object at(JsonObject claims, String path) {
    if (claims.containsKey(path)) {
      return claims.getValue(path);
    }
    int dot = path.indexOf('.');
    return dot > 0 && claims.getValue(path.substring(0, dot)) instanceof JsonObject inner
        ? at(inner, path.substring(dot + 1))
        : null;
  }

  private static List<String> texts(@Nullable Object value) {
    if (value instanceof JsonArray array) {
      return array.stream().map(String::valueOf).toList();
    }
    return value instanceof String text ? List.of(text) : List.of();
  }

  private synchronized Future<OAuth2Auth> provider() {
    Future<OAuth2Auth> known = provider;
    if (known != null && !known.failed()) {
      return known;
    }
    var options =
        new OAuth2Options()
            .setSite(bare(settings.issuer()))
            .setClientId(settings.clientId())
            .setClientSecret(settings.clientSecret());
    Future<OAuth2Auth> asked =
        mustHaveKeys()
            .compose(sound -> OpenIDConnectAuth.discover(vertx, options))
            .timeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
            .recover(
                failure ->
                    Future.failedFuture(
                        Problem.tooMany(
                            "openid.away",
                            "the provider cannot be reached now",
                            Duration.ofSeconds(10))));
    provider = asked;
    return asked;
  }

  /** Succeeds if the provider publishes keys: with none at all a verifier takes any signature. */
  private Future<Void> mustHaveKeys() {
    return read(bare(settings.issuer()) + "/.well-known/openid-configuration")
        .compose(found -> read(String.valueOf(found.getValue("jwks_uri"))))
        .compose(
            found ->
                found.getValue("keys") instanceof JsonArray keys && !keys.isEmpty()
                    ? Future.succeededFuture()
                    : Future.failedFuture("the provider publishes no keys"));
  }

  private Future<JsonObject> read(String url) {
    return client
        .getAbs(url)
        .send()
        .map(answer -> Objects.requireNonNull(answer.bodyAsJsonObject(), url));
  }

  /** Its keys may be others by now. */
  private synchronized void forget() {
    provider = null;
  }

  private synchronized void keep(String state, Flow flow) {
    Instant now = clock.instant();
    var oldest = flows.values().iterator();
    while (oldest.hasNext()) {
      boolean isOver = !now.isBefore(oldest.next().deadline());
      if (!isOver && flows.size() < FLOWS) {
        break;
      }
      oldest.remove();
    }
    flows.put(state, flow);
  }

  private synchronized Flow take(String state, String browser) {
    Flow flow = flows.get(state);
    if (flow == null
        || !clock.instant().isBefore(flow.deadline())
        || !MessageDigest.isEqual(
            flow.browser().getBytes(StandardCharsets.UTF_8),
            browser.getBytes(StandardCharsets.UTF_8))) {
      throw refused("this sign-in was not begun in this browser, or is over");
    }
    flows.remove(state);
    return flow;
  }

  private static String challenge(String verifier) {
    return base64(Json.sha256(verifier.getBytes(StandardCharsets.US_ASCII)));
  }

  private String redirect() {
    return bare(signIn.settings().publicUrl()) + "/api/v1/signin/openid/callback";
  }

  private String secret() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return base64(bytes);
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String bare(String url) {
    return url.replaceAll("/+$", "");
  }

  private static Problem refused(String why) {
    return new Problem(Problem.Kind.FORBIDDEN, "openid.refused", why);
  }

  private static Problem noRole() {
    return new Problem(
        Problem.Kind.FORBIDDEN, "openid.noRole", "the provider gives you no role here");
  }
}

package dev.fieldcare;

import dev.fieldcare.api.ApiSettings;
import dev.fieldcare.api.signin.OpenIdSettings;
import dev.fieldcare.api.signin.SignInSettings;
import dev.fieldcare.base.DatabaseSettings;
import dev.fieldcare.base.Problem;
import dev.fieldcare.firmware.Expiries;
import dev.fieldcare.firmware.formats.ImageCheck;
import dev.fieldcare.gateway.BrokerSettings;
import dev.fieldcare.gateway.MqttSettings;
import dev.fieldcare.gateway.http.HttpGatewaySettings;
import dev.fieldcare.gateway.http.PollRules;
import dev.fieldcare.messaging.MessagingSettings;
import dev.fieldcare.registry.Role;
import dev.fieldcare.stability.StabilitySettings;
import dev.fieldcare.telemetry.InfluxSettings;
import dev.fieldcare.telemetry.Ingest;
import dev.fieldcare.tickets.Revocations;
import dev.fieldcare.tickets.SignerTrust;
import dev.fieldcare.tickets.attachments.Attachments;
import dev.fieldcare.tickets.attachments.Scanner;
import dev.fieldcare.tickets.papers.Letterhead;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What can be set, from {@code config/fieldcare.yaml} and the environment, as the records that
 * packages ask for. Every value is checked when it is asked for by {@link #check}.
 */
public final class Settings {
  private static final Pattern DURATION = Pattern.compile("(\\d+)(ms|s|m|h|d)");

  /** Every key with its default; a test holds config/fieldcare.yaml to it. */
  static final Map<String, String> DEFAULTS = new LinkedHashMap<>();

  static {
    DEFAULTS.put("data.dir", "data/");
    DEFAULTS.put("firmware.dir", "");
    DEFAULTS.put("firmware.keys.dir", "");
    DEFAULTS.put("firmware.keys.passwordFile", "");
    DEFAULTS.put("firmware.signers.swu", "");
    DEFAULTS.put("firmware.signers.rauc", "");
    DEFAULTS.put("firmware.signers.mender", "");
    DEFAULTS.put("firmware.maxImageSize", "2147483648");
    DEFAULTS.put("firmware.expiry.targets", "365d");
    DEFAULTS.put("firmware.expiry.release", "365d");
    DEFAULTS.put("firmware.expiry.snapshot", "7d");
    DEFAULTS.put("firmware.expiry.timestamp", "24h");
    DEFAULTS.put("firmware.expiry.director", "24h");
    DEFAULTS.put("firmware.expiry.package", "30d");
    DEFAULTS.put("http.host", "127.0.0.1");
    DEFAULTS.put("http.port", "8080");
    DEFAULTS.put("http.publicUrl", "");
    DEFAULTS.put("http.maxBodySize", "1048576");
    DEFAULTS.put("http.maxImportSize", "33554432");
    DEFAULTS.put("http.maxStreams", "500");
    DEFAULTS.put("http.eventLoops", "2");
    DEFAULTS.put("http.tls.port", "-1");
    DEFAULTS.put("http.tls.certificate", "");
    DEFAULTS.put("http.tls.key", "");
    DEFAULTS.put("http.tls.clientCa", "");
    DEFAULTS.put("signin.idle", "12h");
    DEFAULTS.put("signin.life", "7d");
    DEFAULTS.put("signin.secureCookie", "false");
    DEFAULTS.put("signin.openid.issuer", "");
    DEFAULTS.put("signin.openid.clientId", "");
    DEFAULTS.put("signin.openid.clientSecret", "");
    DEFAULTS.put("signin.openid.name", "OpenID Connect");
    DEFAULTS.put("signin.openid.roleClaim", "groups");
    DEFAULTS.put("signin.openid.roles", "");
    DEFAULTS.put("signin.openid.customerClaim", "");
    DEFAULTS.put("signin.openid.life", "8h");
    DEFAULTS.put("ddi.pollInterval", "5m");
    DEFAULTS.put("ddi.pollJitter", "0.1");
    DEFAULTS.put("ddi.pollRules", "");
    DEFAULTS.put("ddi.blocked", "");
    DEFAULTS.put("ddi.gatewayToken", "");
    DEFAULTS.put("ddi.trustedProxies", "");
    DEFAULTS.put("ddi.authorities", "");
    DEFAULTS.put("ddi.reportsPerSecond", "50");
    DEFAULTS.put("rollout.silentAfter", "30m");
    DEFAULTS.put("rollout.proofWithin", "1h");
    DEFAULTS.put("rollout.fourEyes", "true");
    DEFAULTS.put("enrolment.certificate", "");
    DEFAULTS.put("enrolment.key", "");
    DEFAULTS.put("enrolment.validity", "365d");
    DEFAULTS.put("mqtt.host", "127.0.0.1");
    DEFAULTS.put("mqtt.port", "1883");
    DEFAULTS.put("mqtt.maxPacketSize", "1048576");
    DEFAULTS.put("mqtt.maxInFlight", "2000");
    DEFAULTS.put("mqtt.maxConnections", "20000");
    DEFAULTS.put("mqtt.maxBufferedBytes", "67108864");
    DEFAULTS.put("mqtt.keepAliveCap", "0s");
    DEFAULTS.put("mqtt.eventLoops", "2");
    DEFAULTS.put("mqtt.tls.port", "-1");
    DEFAULTS.put("mqtt.tls.certificate", "");
    DEFAULTS.put("mqtt.tls.key", "");
    DEFAULTS.put("mqtt.tls.clientCa", "");
    DEFAULTS.put("broker.url", "");
    DEFAULTS.put("broker.clientId", "fieldcare");
    DEFAULTS.put("broker.username", "");
    DEFAULTS.put("broker.password", "");
    DEFAULTS.put("broker.ca", "");
    DEFAULTS.put("broker.group", "fieldcare");
    DEFAULTS.put("broker.receiveMaximum", "2000");
    DEFAULTS.put("broker.sessionExpiry", "7d");
    DEFAULTS.put("database.url", "");
    DEFAULTS.put("database.user", "");
    DEFAULTS.put("database.password", "");
    DEFAULTS.put("database.port", "15432");
    DEFAULTS.put("telemetry.store", "postgres");
    DEFAULTS.put("telemetry.retention", "0s");
    DEFAULTS.put("telemetry.waiting", "60000");
    DEFAULTS.put("telemetry.influx.url", "http://127.0.0.1:8086");
    DEFAULTS.put("telemetry.influx.bucket", "fieldcare");
    DEFAULTS.put("telemetry.influx.org", "");
    DEFAULTS.put("telemetry.influx.token", "");
    DEFAULTS.put("telemetry.influx.username", "");
    DEFAULTS.put("telemetry.influx.password", "");
    DEFAULTS.put("stability.lanes", "2");
    DEFAULTS.put("stability.grace", "2m");
    DEFAULTS.put("stability.quiet", "24h");
    DEFAULTS.put("stability.checkpoint", "30s");
    DEFAULTS.put("alarms.maxTimeShelved", "24h");
    DEFAULTS.put("mail.to", "");
    DEFAULTS.put("mail.from", "fieldcare@localhost");
    DEFAULTS.put("mail.host", "127.0.0.1");
    DEFAULTS.put("mail.port", "25");
    DEFAULTS.put("mail.security", "none");
    DEFAULTS.put("mail.user", "");
    DEFAULTS.put("mail.password", "");
    DEFAULTS.put("mail.language", "en");
    DEFAULTS.put("mail.most", "20");
    DEFAULTS.put("mail.window", "10m");
    DEFAULTS.put("mail.imap.host", "");
    DEFAULTS.put("mail.imap.port", "993");
    DEFAULTS.put("mail.imap.security", "tls");
    DEFAULTS.put("mail.imap.user", "");
    DEFAULTS.put("mail.imap.password", "");
    DEFAULTS.put("mail.imap.folder", "INBOX");
    DEFAULTS.put("mail.imap.every", "30s");
    DEFAULTS.put("mail.imap.maxSize", "10485760");
    DEFAULTS.put("attachments.maxSize", "10485760");
    DEFAULTS.put("attachments.scanner", "");
    DEFAULTS.put("attachments.scanWithin", "30s");
    DEFAULTS.put("sms.url", "");
    DEFAULTS.put("sms.template", "{\"to\":\"{to}\",\"text\":\"{text}\"}");
    DEFAULTS.put("sms.authorization", "bearer");
    DEFAULTS.put("sms.secret", "");
    DEFAULTS.put("documents.company", "Fieldcare");
    DEFAULTS.put("documents.contact", "");
    DEFAULTS.put("documents.zone", "Asia/Shanghai");
    DEFAULTS.put("documents.signers", "");
    DEFAULTS.put("documents.revocations", "");
    DEFAULTS.put("clock.speed", "1");
    DEFAULTS.put("clock.start", "0");
  }

  private final Path home;
  private final Map<String, String> values;

  Settings(Path home, Map<String, String> values) {
    this.home = home;
    this.values = values;
  }

  /**
   * Reads the file below {@code home} and the environment.
   *
   * @throws Problem naming every key that is unknown or malformed
   */
  public static Settings load(Path home, Map<String, String> environment) {
    return new Settings(
        home,
        SettingsFile.read(DEFAULTS, home.resolve("config").resolve("fieldcare.yaml"), environment));
  }

  /** The same with some keys set otherwise; for the demo, the bench and tests. */
  public Settings with(Map<String, String> overrides) {
    var changed = new LinkedHashMap<>(values);
    changed.putAll(overrides);
    return new Settings(home, changed);
  }

  public Path home() {
    return home;
  }

  public Path dataDirectory() {
    return home.resolve(values.getOrDefault("data.dir", "data/"));
  }

  /** Where what devices download lies. */
  public Path firmwareDirectory() {
    String directory = optional("firmware.dir");
    if (directory != null) {
      return home.resolve(directory);
    }
    boolean isDataElsewhere = !text("data.dir").equals(DEFAULTS.get("data.dir"));
    return (isDataElsewhere ? dataDirectory() : home).resolve("firmware-repo");
  }

  /** The folder of signing keys somebody made; empty: development keys are to be used. */
  public Optional<Path> firmwareKeys() {
    return Optional.ofNullable(optional("firmware.keys.dir")).map(home::resolve);
  }

  /** The password of the server's signing keys; null when they have none. */
  public char @Nullable [] firmwareKeysPassword() {
    String file = optional("firmware.keys.passwordFile");
    if (file == null) {
      return null;
    }
    try {
      return Files.readString(home.resolve(file)).strip().toCharArray();
    } catch (IOException e) {
      throw invalid("firmware.keys.passwordFile", "a file that can be read", e.toString());
    }
  }

  /**
   * What an image must stand when it is uploaded. Reads the signers' certificates.
   *
   * @throws Problem naming the file that holds none
   */
  public ImageCheck imageCheck() {
    return ImageCheck.with(
        signers("firmware.signers.swu"),
        signers("firmware.signers.rauc"),
        signers("firmware.signers.mender"));
  }

  private @Nullable Path signers(String key) {
    String file = optional(key);
    return file == null ? null : home.resolve(file);
  }

  /** How long signed metadata holds. */
  public Expiries expiries() {
    return new Expiries(
        validity("firmware.expiry.targets"),
        validity("firmware.expiry.release"),
        validity("firmware.expiry.snapshot"),
        validity("firmware.expiry.timestamp"),
        validity("firmware.expiry.director"));
  }

  private Duration validity(String key) {
    Duration validity = duration(key);
    if (validity.compareTo(Duration.ofMinutes(1)) < 0) {
      throw invalid(key, "1m or more", text(key));
    }
    return validity;
  }

  public String text(String key) {
    String value = values.get(key);
    if (value == null) {
      throw new IllegalArgumentException("no key is called " + key);
    }
    return value;
  }

  public @Nullable String optional(String key) {
    String value = text(key).strip();
    return value.isEmpty() ? null : value;
  }

  /** Bytes an image may have. */
  public long maxImageSize() {
    String value = text("firmware.maxImageSize").strip();
    if (!value.matches("[1-9][0-9]{0,15}")) {
      throw invalid("firmware.maxImageSize", "a number of bytes", value);
    }
    return Long.parseLong(value);
  }

  public int integer(String key, int least, int most) {
    String value = text(key).strip();
    try {
      int number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below, with the number that is out of range
    }
    throw invalid(key, "a whole number from " + least + " to " + most, value);
  }

  public Duration duration(String key) {
    Matcher matcher = DURATION.matcher(text(key).strip());
    if (!matcher.matches() || matcher.group(1).length() > 9) {
      throw invalid(key, "a duration such as 500ms, 30s, 5m, 24h or 7d", text(key));
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  public double speed() {
    try {
      double speed = Double.parseDouble(text("clock.speed"));
      if (speed >= 0.1 && speed <= 10_000) {
        return speed;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw invalid("clock.speed", "a number from 0.1 to 10000", text("clock.speed"));
  }

  public long clockStart() {
    try {
      return Long.parseLong(text("clock.start"));
    } catch (NumberFormatException e) {
      throw invalid("clock.start", "epoch milliseconds", text("clock.start"));
    }
  }

  /** Asks for every value once, so that a malformed one stops the start. */
  public void check() {
    speed();
    clockStart();
    port("http.port", 0);
    port("http.tls.port", -1);
    integer("http.eventLoops", 1, 64);
    signIn();
    httpGateway();
    silentAfter();
    proofWithin();
    fourEyes();
    certificateValidity();
    api();
    port("mail.port", 1);
    broker();
    messaging();
    word("telemetry.store", "postgres", "influx");
    duration("telemetry.retention");
    attachments();
    duration("stability.checkpoint");
    maxTimeShelved();
    database();
    expiries();
    validity("firmware.expiry.package");
    maxImageSize();
    imageCheck();
    mqtt();
    stability();
    ingest();
    lanes();
  }

  /** The data directory, made if it is not there. */
  Path makeDataDirectory() {
    Path directory = dataDirectory();
    try {
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw Problem.badInput(
          "settings.invalid",
          "data.dir (FIELDCARE_DATA_DIR) " + directory + " cannot be made: " + e.getMessage());
    }
  }

  public ApiSettings api() {
    ApiSettings defaults = ApiSettings.defaults();
    return new ApiSettings(
        integer("http.maxBodySize", 1 << 10, 1 << 30),
        integer("http.maxImportSize", 1 << 10, 1 << 30),
        defaults.pointLimit(),
        defaults.streamBacklog(),
        integer("http.maxStreams", 1, 1_000_000),
        defaults.heartbeat());
  }

  /** How long people stay signed in. */
  public SignInSettings signIn() {
    boolean isSecure =
        word("signin.secureCookie", "true", "false").equals("true")
            || publicUrl().startsWith("https:");
    return new SignInSettings(
        validity("signin.idle"), validity("signin.life"), isSecure, publicUrl(), openId());
  }

  private OpenIdSettings openId() {
    String issuer = text("signin.openid.issuer").strip();
    if (issuer.isEmpty()) {
      return OpenIdSettings.NONE;
    }
    if (!issuer.matches("https://.+|http://(127\\.0\\.0\\.1|localhost)(:\\d+)?(/.*)?")) {
      throw Problem.badInput(
          "settings.invalid",
          "signin.openid.issuer: expected an address of https, found " + issuer);
    }
    String client = text("signin.openid.clientId").strip();
    if (client.isEmpty()) {
      throw Problem.badInput(
          "settings.invalid", "signin.openid.clientId: expected what the provider calls us");
    }
    var roles = new LinkedHashMap<String, Role>();
    for (String each : text("signin.openid.roles").split(",")) {
      int sign = each.lastIndexOf('=');
      Optional<Role> role =
          sign < 1 ? Optional.empty() : Role.find(each.substring(sign + 1).strip());
      if (role.isEmpty()) {
        throw Problem.badInput(
            "settings.invalid",
            "signin.openid.roles: expected value=role, value=role, found " + each.strip());
      }
      roles.putIfAbsent(each.substring(0, sign).strip(), role.get());
    }
    return new OpenIdSettings(
        issuer,
        client,
        text("signin.openid.clientSecret").strip(),
        text("signin.openid.name").strip(),
        text("signin.openid.roleClaim").strip(),
        roles,
        text("signin.openid.customerClaim").strip(),
        validity("signin.openid.life"));
  }

  /** Where people reach this server from elsewhere; {@code http.host} and its port if not said. */
  public Letterhead letterhead() {
    try {
      return new Letterhead(
          text("documents.company").strip(),
          text("documents.contact").strip(),
          ZoneId.of(text("documents.zone").strip()),
          publicUrl().replaceAll("/+$", ""));
    } catch (DateTimeException e) {
      throw invalid("documents.zone", "a time zone such as Asia/Shanghai", text("documents.zone"));
    }
  }

  /** Whose certificates customers may sign with, and which of them were revoked. */
  public SignerTrust signerTrust() {
    String file = optional("documents.signers");
    String revoked = optional("documents.revocations");
    if (file == null) {
      if (revoked != null) {
        throw invalid("documents.revocations", "documents.signers beside it", revoked);
      }
      return SignerTrust.ANYBODY;
    }
    SignerTrust trust;
    try {
      trust = SignerTrust.of(Files.readString(home.resolve(file)), "documents.signers");
    } catch (IOException e) {
      throw invalid("documents.signers", "a file of certificates in PEM", file);
    }
    try {
      return revoked == null ? trust : trust.without(Revocations.at(home.resolve(revoked)));
    } catch (GeneralSecurityException e) {
      throw invalid(
          "documents.revocations",
          "files of lists of revoked certificates",
          String.valueOf(e.getMessage()));
    }
  }

  public String publicUrl() {
    String url = optional("http.publicUrl");
    return url != null ? url : "http://" + text("http.host") + ":" + port("http.port", 0);
  }

  /** The same if it is said. */
  Optional<String> publicRoot() {
    return Optional.ofNullable(optional("http.publicUrl")).map(url -> url.replaceAll("/+$", ""));
  }

  /** How long a device may be unheard of once it began its update. */
  public Duration silentAfter() {
    return duration("rollout.silentAfter");
  }

  /** Whether somebody else than its writer must approve a rollout. */
  public boolean fourEyes() {
    return word("rollout.fourEyes", "true", "false").equals("true");
  }

  /** How long a device that claims success may take to say what it runs. */
  public Duration proofWithin() {
    return duration("rollout.proofWithin");
  }

  /** What is said to devices that speak the hawkBit DDI API, and who of them is believed. */
  public HttpGatewaySettings httpGateway() {
    Duration interval = duration("ddi.pollInterval");
    if (interval.compareTo(Duration.ofSeconds(1)) < 0
        || interval.compareTo(Duration.ofHours(24)) >= 0) {
      throw invalid("ddi.pollInterval", "1s to less than 24h", text("ddi.pollInterval"));
    }
    return new HttpGatewaySettings(
        publicRoot().orElse(null),
        interval,
        pollJitter(),
        optional("ddi.gatewayToken"),
        Set.copyOf(words("ddi.trustedProxies")),
        words("ddi.authorities"),
        integer("ddi.reportsPerSecond", 0, 1_000_000),
        PollRules.parse(text("ddi.pollRules")),
        Set.copyOf(words("ddi.blocked")));
  }

  private double pollJitter() {
    String value = text("ddi.pollJitter").strip();
    if (!value.matches("0(\\.[0-9]{1,6})?") || Double.parseDouble(value) > 0.5) {
      throw invalid("ddi.pollJitter", "0 to 0.5", value);
    }
    return Double.parseDouble(value);
  }

  private List<String> words(String key) {
    return Arrays.stream(text(key).split(",", -1))
        .map(String::strip)
        .filter(word -> !word.isEmpty())
        .toList();
  }

  public int lanes() {
    return integer("stability.lanes", 1, 64);
  }

  public StabilitySettings stability() {
    StabilitySettings defaults = StabilitySettings.defaults();
    return new StabilitySettings(
        duration("stability.grace"),
        inRealTime(defaults.silenceFloor(), 4),
        inRealTime(defaults.lastWillFloor(), 3),
        duration("stability.quiet"),
        defaults.maxSeriesPerDevice());
  }

  /** An accelerated clock must not turn a hiccup of this machine into silence of a device. */
  private Duration inRealTime(Duration floor, int realSeconds) {
    Duration scaled = Duration.ofMillis((long) (realSeconds * 1_000 * speed()));
    return speed() == 1 || floor.compareTo(scaled) > 0 ? floor : scaled;
  }

  public Ingest.Limits ingest() {
    Ingest.Limits defaults = Ingest.Limits.DEFAULT;
    return new Ingest.Limits(
        integer("telemetry.waiting", 1_000, 10_000_000),
        defaults.batchRows(),
        defaults.lingerMicros());
  }

  /** How long an alarm may be shelved. */
  public Duration maxTimeShelved() {
    Duration time = duration("alarms.maxTimeShelved");
    if (!time.isPositive()) {
      throw invalid("alarms.maxTimeShelved", "more than 0", text("alarms.maxTimeShelved"));
    }
    return time;
  }

  /** How long a device's certificate holds. */
  public Duration certificateValidity() {
    Duration validity = duration("enrolment.validity");
    if (validity.compareTo(Duration.ofMinutes(1)) < 0
        || validity.compareTo(Duration.ofDays(3_650)) > 0) {
      throw invalid("enrolment.validity", "1m to 3650d", text("enrolment.validity"));
    }
    return validity;
  }

  /** The external broker to read from; empty when there is none. */
  public Optional<BrokerSettings> broker() {
    String url = optional("broker.url");
    if (url == null) {
      return Optional.empty();
    }
    BrokerSettings defaults = BrokerSettings.of(url, text("broker.clientId"));
    return Optional.of(
        new BrokerSettings(
            url,
            defaults.clientId(),
            optional("broker.username"),
            optional("broker.password"),
            optional("broker.ca"),
            text("broker.group"),
            integer("broker.receiveMaximum", 1, 65_535),
            duration("broker.sessionExpiry")));
  }

  public MessagingSettings messaging() {
    MessagingSettings defaults = MessagingSettings.DEFAULT;
    return new MessagingSettings(
        defaults.attempts(), defaults.firstDelay(), defaults.timeout(), mail(), imap(), sms());
  }

  private MessagingSettings.@Nullable Mail mail() {
    List<String> to =
        Pattern.compile(",")
            .splitAsStream(text("mail.to"))
            .map(String::strip)
            .filter(each -> !each.isEmpty())
            .toList();
    if (to.isEmpty()) {
      return null;
    }
    return new MessagingSettings.Mail(
        text("mail.host"),
        port("mail.port", 1),
        MessagingSettings.Security.valueOf(
            word("mail.security", "none", "starttls", "tls").toUpperCase(Locale.ROOT)),
        optional("mail.user"),
        optional("mail.password"),
        text("mail.from"),
        to,
        MessagingSettings.Language.valueOf(
            word("mail.language", "zh", "en").toUpperCase(Locale.ROOT)),
        integer("mail.most", 1, 10_000),
        duration("mail.window"));
  }

  /** What files on tickets may be like, and where they lie. */
  public Attachments.Limits attachments() {
    String command = optional("attachments.scanner");
    Duration within = duration("attachments.scanWithin");
    if (!within.isPositive()) {
      throw invalid("attachments.scanWithin", "a wait", text("attachments.scanWithin"));
    }
    return new Attachments.Limits(
        dataDirectory().resolve("attachments"),
        integer("attachments.maxSize", 1_024, ApiSettings.defaults().importLimit()),
        command == null ? Scanner.NONE : new Scanner(List.of(command.split("\\s+")), within));
  }

  private MessagingSettings.@Nullable Imap imap() {
    String host = optional("mail.imap.host");
    int port = port("mail.imap.port", 1);
    var security =
        MessagingSettings.Security.valueOf(
            word("mail.imap.security", "none", "starttls", "tls").toUpperCase(Locale.ROOT));
    Duration every = duration("mail.imap.every");
    int largest = integer("mail.imap.maxSize", 1_024, 100 << 20);
    if (host == null) {
      return null;
    }
    if (!every.isPositive()) {
      throw invalid("mail.imap.every", "a wait", text("mail.imap.every"));
    }
    String user = optional("mail.imap.user");
    String password = optional("mail.imap.password");
    if (user == null || password == null) {
      throw invalid("mail.imap.user", "a user and mail.imap.password", text("mail.imap.user"));
    }
    return new MessagingSettings.Imap(
        host, port, security, user, password, text("mail.imap.folder"), every, largest);
  }

  private MessagingSettings.@Nullable Sms sms() {
    var authorization =
        MessagingSettings.Authorization.valueOf(
            word("sms.authorization", "none", "bearer", "hmac").toUpperCase(Locale.ROOT));
    String template = text("sms.template");
    JsonObject body;
    try {
      body = new JsonObject(template);
    } catch (DecodeException e) {
      throw invalid("sms.template", "a JSON object", template);
    }
    if (!template.contains("{to}") || !template.contains("{text}")) {
      throw invalid("sms.template", "{to} and {text} within it", template);
    }
    String url = optional("sms.url");
    if (url == null) {
      return null;
    }
    String secret = optional("sms.secret");
    if (secret == null && authorization != MessagingSettings.Authorization.NONE) {
      throw invalid("sms.secret", "a secret for sms.authorization", "none");
    }
    return new MessagingSettings.Sms(url, body, authorization, secret == null ? "" : secret);
  }

  /** Our own address as a sender, bare. */
  public String mailAddress() {
    return text("mail.from").replaceAll(".*<|>.*", "").strip().toLowerCase(Locale.ROOT);
  }

  /** Whether readings are kept in the database; else in InfluxDB. */
  public boolean keepsReadingsInDatabase() {
    return word("telemetry.store", "postgres", "influx").equals("postgres");
  }

  public InfluxSettings influx() {
    String org = optional("telemetry.influx.org");
    return new InfluxSettings(
        text("telemetry.influx.url"),
        text("telemetry.influx.bucket"),
        org == null ? "-" : org,
        optional("telemetry.influx.token"),
        optional("telemetry.influx.username"),
        optional("telemetry.influx.password"));
  }

  public DatabaseSettings database() {
    return new DatabaseSettings(
        optional("database.url"),
        optional("database.user"),
        optional("database.password"),
        port("database.port", 0));
  }

  public MqttSettings mqtt() {
    int tlsPort = port("mqtt.tls.port", -1);
    return new MqttSettings(
        text("mqtt.host"),
        port("mqtt.port", -1),
        tlsPort < 0 ? null : tls(tlsPort),
        integer("mqtt.maxPacketSize", 128, 268_435_455),
        integer("mqtt.maxInFlight", 1, 65_535),
        integer("mqtt.maxConnections", 1, 10_000_000),
        integer("mqtt.maxBufferedBytes", 1 << 16, Integer.MAX_VALUE),
        duration("mqtt.keepAliveCap"),
        Duration.ofSeconds(10),
        integer("mqtt.eventLoops", 1, 64));
  }

  private MqttSettings.Tls tls(int port) {
    return new MqttSettings.Tls(
        port,
        required("mqtt.tls.certificate", "mqtt.tls.port is set"),
        required("mqtt.tls.key", "mqtt.tls.port is set"),
        optional("mqtt.tls.clientCa"));
  }

  private String required(String key, String because) {
    String value = optional(key);
    if (value == null) {
      throw Problem.badInput("settings.invalid", key + " is needed since " + because);
    }
    return value;
  }

  public int port(String key, int least) {
    return integer(key, least, 65_535);
  }

  /** One of the words. */
  public String word(String key, String... words) {
    String value = text(key);
    for (String word : words) {
      if (word.equals(value)) {
        return value;
      }
    }
    throw invalid(key, "one of " + String.join(", ", words), value);
  }

  private static Problem invalid(String key, String expected, String found) {
    return Problem.badInput(
        "settings.invalid",
        key + " (" + SettingsFile.variableOf(key) + ") expects " + expected + ", found " + found);
  }
}

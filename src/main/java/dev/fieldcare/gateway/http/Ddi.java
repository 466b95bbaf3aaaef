package dev.fieldcare.gateway.http;

import dev.fieldcare.gateway.Fleet;
import dev.fieldcare.registry.Device;
import dev.fieldcare.rollout.Action;
import dev.fieldcare.rollout.Actions;
import dev.fieldcare.rollout.Update;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/**
 * The hawkBit Direct Device Integration API, version 1. A poll is answered from memory alone: who
 * it is, by the hash of its token; whether anything is new, by a counter of changes, which with the
 * server's start is its ETag.
 */
final class Ddi {
  private static final String TENANT = "default";
  private static final String API = "/controller/v1/";
  private static final int LONGEST_ID = 256;

  private final Doorman doorman;
  private final Function<String, Future<Device>> register;
  private final Actions actions;
  private final HttpGatewaySettings settings;
  private final Clock clock;
  private final Floods floods;
  private final DdiActions single;
  private final DdiSelf self;
  private final DdiArtifacts artifacts;
  private final String start = Long.toString(System.nanoTime() & 0xffffffffL, 36);
  private final LongAdder polls = new LongAdder();

  Ddi(
      Fleet fleet,
      Function<String, Future<Device>> register,
      Actions actions,
      HttpGateway.FirmwareReport reports,
      DdiArtifacts artifacts,
      HttpGatewaySettings settings,
      Clock clock) {
    this.doorman = new Doorman(fleet, settings);
    this.register = register;
    this.actions = actions;
    this.settings = settings;
    this.clock = clock;
    this.floods = new Floods(settings.reportsPerSecond(), clock);
    this.single = new DdiActions(actions);
    this.self = new DdiSelf(actions, reports);
    this.artifacts = artifacts;
  }

  long polls() {
    return polls.sum();
  }

  static boolean isFor(String path) {
    int tenantEnd = path.indexOf('/', 1);
    return tenantEnd > 0 && path.startsWith(API, tenantEnd);
  }

  /** Succeeds when it is answered; fails with what is wrong. */
  Future<Void> handle(HttpServerRequest request, String path) {
    int tenantEnd = path.indexOf('/', 1);
    String tenant = path.substring(1, tenantEnd);
    String[] rest = path.substring(tenantEnd + API.length()).split("/", -1);
    String id = decoded(rest[0]);
    if (id.isEmpty() || id.length() > LONGEST_ID) {
      throw new Refusal(
          400, "repo.constraintViolation", "controllerId: expected 1 to 256 characters");
    }
    Optional<Visitor> visitor =
        tenant.equalsIgnoreCase(TENANT) ? doorman.admit(request, id) : Optional.empty();
    if (visitor.isEmpty()) {
      throw new Refusal(401, "", "");
    }
    Device device = visitor.get().device();
    if (device != null) {
      return serve(request, device, tenant, rest);
    }
    boolean mayCreate =
        request.method() == HttpMethod.GET
            && (isPoll(rest) || rest.length == 2 && rest[1].equals("confirmationBase"));
    if (!mayCreate) {
      throw Refusal.notFound("device " + id);
    }
    request.pause();
    return register
        .apply(id)
        .compose(
            created -> {
              request.resume();
              return serve(request, created, tenant, rest);
            });
  }

  private static boolean isPoll(String[] rest) {
    return rest.length == 1 || rest.length == 2 && rest[1].isEmpty();
  }

  private static String decoded(String part) {
    if (part.indexOf('%') < 0) {
      return part;
    }
    try {
      return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new Refusal(400, "repo.constraintViolation", "the path is not percent-encoded UTF-8");
    }
  }

  private Future<Void> serve(
      HttpServerRequest request, Device device, String tenant, String[] rest) {
    actions.heard(device);
    HttpMethod method = request.method();
    boolean isReport = method == HttpMethod.POST || method == HttpMethod.PUT;
    if (isReport && floods.isOver(device.number())) {
      throw new Refusal(429, "", "");
    }
    Media media = Media.accepted(request.getHeader("Accept"));
    boolean isFile = rest.length == 5 && rest[1].equals("softwaremodules");
    if (media == null && !isFile) {
      throw new Refusal(
          406,
          "rest.mediaType",
          "we write application/hal+json, application/json, application/cbor");
    }
    Instant now = clock.instant();
    Update update = actions.update(device.number());
    Links links = Links.of(request, tenant, device, settings);
    var exchange =
        new Exchange(request, device, links, media == null ? Media.JSON : media, update, now);
    if (exchange.isRead() && !isFile) {
      String tag = tag(device, update, now, exchange.media());
      request.response().putHeader("ETag", tag);
      if (tag.equals(request.getHeader("If-None-Match"))) {
        if (isPoll(rest)) {
          polls.increment();
        }
        return exchange.nothing(304);
      }
    }
    return isPoll(rest) ? poll(exchange) : route(exchange, rest);
  }

  /** Of everything an answer can depend on, but not of the jitter in it. */
  private String tag(Device device, Update update, Instant now, Media media) {
    Action open = update.open();
    int hour = open == null ? 0 : (open.isForced(now) ? 2 : 0) + (open.isInstallable(now) ? 1 : 0);
    int rule = settings.pollRules().number(device);
    String nearness = open == null ? "" : Pace.nearness(open, now, settings.pollInterval(rule));
    String pace = rule == 0 ? nearness : "r" + rule + nearness;
    return "\"" + start + "-" + update.version() + "-" + hour + media.ordinal() + pace + "\"";
  }

  private Future<Void> poll(Exchange exchange) {
    if (!exchange.isRead()) {
      throw wrongMethod();
    }
    polls.increment();
    int rule = settings.pollRules().number(exchange.device());
    Duration wait =
        Pace.wait(exchange.update().open(), exchange.now(), settings.pollInterval(rule));
    String sleep = sleep(wait, settings.pollJitter(rule));
    String body = Documents.poll(exchange.update(), exchange.links(), sleep, exchange.now());
    return exchange.answer(exchange.media() == Media.CBOR ? Media.cbor(body) : Buffer.buffer(body));
  }

  private static String sleep(Duration wait, double share) {
    double factor = share == 0 ? 1 : 1 + ThreadLocalRandom.current().nextDouble(-share, share);
    return Documents.sleep(Duration.ofMillis((long) (wait.toMillis() * factor)));
  }

  private Future<Void> route(Exchange exchange, String[] rest) {
    String first = rest[1];
    boolean read = exchange.isRead();
    HttpMethod method = exchange.request().method();
    boolean post = method == HttpMethod.POST;
    boolean put = method == HttpMethod.PUT;
    String second = rest.length > 2 ? decoded(rest[2]) : "";
    boolean isFeedback = rest.length == 4 && rest[3].equals("feedback");
    return switch (first + "/" + rest.length) {
      case "configData/2" -> on(put, () -> self.configData(exchange));
      case "deploymentBase/3" -> on(read, () -> single.deployment(exchange, second));
      case "cancelAction/3" -> on(read, () -> single.cancel(exchange, second));
      case "installedBase/3" -> on(read, () -> single.installed(exchange, second));
      case "installedBase/2" -> on(put, () -> self.installed(exchange));
      case "confirmationBase/2" ->
          on(
              read,
              () ->
                  exchange.answer(
                      Documents.confirmation(exchange.update(), exchange.links(), exchange.now())));
      case "confirmationBase/3" ->
          switch (second) {
            case "activateAutoConfirm" -> on(post, () -> self.activate(exchange));
            case "deactivateAutoConfirm" -> on(post, () -> self.deactivate(exchange));
            default -> on(read, () -> single.confirmation(exchange, second));
          };
      case "deploymentBase/4", "cancelAction/4", "confirmationBase/4" -> {
        if (!isFeedback) {
          throw unknown(exchange);
        }
        yield on(
            post,
            () ->
                switch (first) {
                  case "deploymentBase" -> single.feedback(exchange, second);
                  case "cancelAction" -> single.cancelFeedback(exchange, second);
                  default -> single.confirmationFeedback(exchange, second);
                });
      }
      case "softwaremodules/4" -> {
        if (!rest[3].equals("artifacts")) {
          throw unknown(exchange);
        }
        yield on(read, () -> artifacts.list(exchange, second));
      }
      case "softwaremodules/5" -> {
        if (!rest[3].equals("artifacts")) {
          throw unknown(exchange);
        }
        yield on(read, () -> artifacts.file(exchange, second, decoded(rest[4])));
      }
      default -> throw unknown(exchange);
    };
  }

  private static Future<Void> on(boolean method, java.util.function.Supplier<Future<Void>> answer) {
    if (!method) {
      throw wrongMethod();
    }
    return answer.get();
  }

  private static Refusal wrongMethod() {
    return new Refusal(405, "rest.method", "this path does not know the method");
  }

  private static Refusal unknown(Exchange exchange) {
    return Refusal.notFound(exchange.request().path());
  }
}

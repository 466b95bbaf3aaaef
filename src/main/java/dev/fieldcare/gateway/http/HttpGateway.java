package dev.fieldcare.gateway.http;

import dev.fieldcare.gateway.Fleet;
import dev.fieldcare.registry.Device;
import dev.fieldcare.rollout.Actions;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where devices come in by HTTP; whoever owns the HTTP server asks it first. */
public final class HttpGateway {
  private static final Logger LOG = LoggerFactory.getLogger(HttpGateway.class);

  private final Ddi ddi;
  private final Repository repository;
  private final Blocks blocks;
  private final Set<String> blocked;
  private final LongAdder refused = new LongAdder();

  /** Keeps what a device says that it runs; success means durable. */
  public interface FirmwareReport {
    Future<Void> keep(Device device, String version, @Nullable String sha256);
  }

  /**
   * @param register brings in a device that a gateway names, fails when it cannot
   */
  public HttpGateway(
      Vertx vertx,
      Fleet fleet,
      Function<String, Future<Device>> register,
      Actions actions,
      FirmwareReport reports,
      Firmware firmware,
      HttpGatewaySettings settings,
      Clock clock,
      MeterRegistry meters) {
    var files = new FileAnswer(vertx);
    this.ddi =
        new Ddi(
            fleet,
            register,
            actions,
            reports,
            new DdiArtifacts(actions, firmware, files),
            settings,
            clock);
    this.repository =
        new Repository(vertx, new Doorman(fleet, settings), fleet, actions, firmware, files);
    this.blocks = new Blocks(vertx, repository);
    this.blocked = settings.blocked();
    count(meters, "ddi.polls", "polls answered", ddi, Ddi::polls);
    count(meters, "http.refused", "requests of devices refused", refused, LongAdder::sum);
  }

  private static <T> void count(
      MeterRegistry meters,
      String name,
      String what,
      T subject,
      java.util.function.ToDoubleFunction<T> value) {
    FunctionCounter.builder("fieldcare.gateway." + name, subject, value)
        .description(what)
        .register(meters);
  }

  /** The same files in blocks, for devices without HTTP. */
  public Blocks blocks() {
    return blocks;
  }

  /** Answers the request if it is a device's; false when it is not and nothing was done. */
  public boolean handle(HttpServerRequest request) {
    String path = request.path();
    if (path == null) {
      return false;
    }
    boolean isDdi = Ddi.isFor(path);
    if (!isDdi && !Repository.isFor(path)) {
      return false;
    }
    Future<Void> answered;
    try {
      if (blocked.contains(request.remoteAddress().hostAddress())) {
        throw new Refusal(403, "", "");
      }
      answered = isDdi ? ddi.handle(request, path) : repository.handle(request, path);
    } catch (RuntimeException e) {
      answered = Future.failedFuture(e);
    }
    if (!answered.succeeded()) {
      answered.onFailure(cause -> refuse(request, path, cause));
    }
    return true;
  }

  private void refuse(HttpServerRequest request, String path, Throwable cause) {
    refused.increment();
    Refusal refusal = Refusal.of(cause);
    if (refusal.status() >= 500) {
      LOG.warn("{} {}: {}", request.method(), path, cause.toString());
    }
    refusal.answer(request);
  }
}

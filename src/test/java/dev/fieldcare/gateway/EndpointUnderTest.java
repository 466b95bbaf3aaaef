package dev.fieldcare.gateway;

import dev.fieldcare.telemetry.MetricSets;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A running endpoint on a free port with a registry and an intake in memory. */
final class EndpointUnderTest implements AutoCloseable {
  final TestFleet devices = new TestFleet();
  final GatewayMetrics metrics = new GatewayMetrics(new SimpleMeterRegistry());
  final FakeIntake intake;
  final MqttEndpoint endpoint;
  final int port;
  private final Vertx vertx = Vertx.vertx();

  EndpointUnderTest(FakeIntake intake) throws Exception {
    this(intake, MqttSettings.of("127.0.0.1", 0));
  }

  EndpointUnderTest(FakeIntake intake, MqttSettings settings) throws Exception {
    this.intake = intake;
    endpoint =
        new MqttEndpoint(
            vertx,
            Clock.systemUTC(),
            settings,
            devices.fleet(),
            codecs(),
            intake,
            metrics,
            UpdateTalk.NONE);
    port = endpoint.start().await(10, TimeUnit.SECONDS);
    devices.add("d-1");
    devices.add("d-2");
  }

  static PayloadCodecs codecs() {
    var arrivals = new AtomicLong();
    return new PayloadCodecs(Clock.systemUTC(), new MetricSets(), arrivals::incrementAndGet);
  }

  @Override
  public void close() throws Exception {
    endpoint.stop().await(10, TimeUnit.SECONDS);
    vertx.close().await(10, TimeUnit.SECONDS);
    intake.close();
  }
}

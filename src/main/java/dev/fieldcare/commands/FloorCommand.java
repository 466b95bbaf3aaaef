package dev.fieldcare.commands;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.mqtt.MqttServer;
import io.vertx.mqtt.MqttServerOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The bench's floor: a vertx-mqtt endpoint that acknowledges and drops what it receives. */
@Command(name = "floor", hidden = true)
final class FloorCommand implements Callable<Integer> {

  @Option(names = "--port", required = true)
  private int port;

  @Override
  public Integer call() throws InterruptedException {
    Vertx vertx = Vertx.vertx();
    vertx
        .deployVerticle(() -> new Endpoint(port), new DeploymentOptions().setInstances(2))
        .toCompletionStage()
        .toCompletableFuture()
        .join();
    Thread.currentThread().join();
    return 0;
  }

  private static final class Endpoint extends VerticleBase {
    private final int port;

    Endpoint(int port) {
      this.port = port;
    }

    @Override
    public Future<?> start() {
      var options = new MqttServerOptions().setHost("127.0.0.1").setPort(port);
      return MqttServer.create(vertx, options)
          .endpointHandler(
              endpoint -> {
                endpoint.publishHandler(
                    message -> endpoint.publishAcknowledge(message.messageId()));
                endpoint.accept(false);
              })
          .exceptionHandler(lost -> {})
          .listen();
    }
  }
}

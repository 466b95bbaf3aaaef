package dev.fieldcare.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.fieldcare.simulator.update.trust.Vendor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/** Serves a vendor's two repositories as docs/firmware.md has it: over HTTP and in blocks. */
final class VendorServer implements AutoCloseable, MqttCallback {
  private final Vendor vendor;
  private final HttpServer http;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final MqttAsyncClient mqtt;

  VendorServer(Vendor vendor, String broker) throws IOException, MqttException {
    this.vendor = vendor;
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.setExecutor(threads);
    http.createContext("/repo/", this::serve);
    http.start();
    mqtt = new MqttAsyncClient(broker, "vendor", new MemoryPersistence());
    mqtt.setCallback(this);
    mqtt.connect().waitForCompletion(20_000);
    mqtt.subscribe("fc/v1/+/update/blocks/get", 1).waitForCompletion(20_000);
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
  }

  /** What a device is told. */
  String desired(String device, String action) {
    return "{\"action\":\"%s\",\"release\":\"1.5.0\",\"director\":\"%s/repo/director/%s/metadata/\",\"image\":\"%s/repo/image/\"}"
        .formatted(action, address(), device, address());
  }

  private Optional<byte[]> find(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    if (path.startsWith("/repo/director/")) {
      return Optional.ofNullable(vendor.director.files.get(name));
    }
    if (path.startsWith("/repo/image/metadata/")) {
      return Optional.ofNullable(vendor.image.files.get(name));
    }
    return Optional.ofNullable(vendor.targets.get(path.substring("/repo/image/targets/".length())));
  }

  private void serve(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String told = exchange.getRequestHeaders().getFirst("Authorization");
    boolean may = !path.startsWith("/repo/director/") || "TargetToken token".equals(told);
    Optional<byte[]> file = may ? find(path) : Optional.empty();
    exchange.sendResponseHeaders(
        file.isPresent() ? 200 : may ? 404 : 401, file.map(each -> (long) each.length).orElse(-1L));
    if (file.isPresent()) {
      exchange.getResponseBody().write(file.get());
    }
    exchange.close();
  }

  @Override
  public void messageArrived(String topic, MqttMessage message) throws IOException, MqttException {
    JsonNode question = new ObjectMapper().readTree(message.getPayload());
    String path = question.path("path").asText();
    int block = question.path("block").asInt();
    int size = question.path("size").asInt();
    String prefix = topic.substring(0, topic.length() - "get".length());
    Optional<byte[]> file = find(path);
    if (file.isEmpty()) {
      String error = "{\"path\":\"%s\",\"block\":%d,\"code\":\"NOT_FOUND\"}".formatted(path, block);
      mqtt.publish(prefix + "error", error.getBytes(StandardCharsets.UTF_8), 1, false);
      return;
    }
    byte[] all = file.get();
    int of = Math.max(1, (all.length + size - 1) / size);
    byte[] part = Arrays.copyOfRange(all, block * size, Math.min(all.length, (block + 1) * size));
    mqtt.publish(prefix + block + "/" + of, part, 1, false);
  }

  @Override
  public void close() throws MqttException {
    http.stop(0);
    threads.shutdownNow();
    mqtt.disconnectForcibly(0, 100, false);
    mqtt.close();
  }

  @Override
  public void disconnected(MqttDisconnectResponse response) {}

  @Override
  public void mqttErrorOccurred(MqttException exception) {}

  @Override
  public void deliveryComplete(IMqttToken token) {}

  @Override
  public void connectComplete(boolean reconnect, String server) {}

  @Override
  public void authPacketArrived(int reasonCode, MqttProperties properties) {}
}

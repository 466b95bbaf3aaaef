package dev.fieldcare.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fieldcare.registry.Device;
import dev.fieldcare.telemetry.MetricSets;
import dev.fieldcare.telemetry.Reading;
import dev.fieldcare.telemetry.StateReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Decodes every golden vector of the wire format. */
class VectorsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path VECTORS =
      Path.of(
          Objects.requireNonNullElse(System.getProperty("fieldcare.home"), ".."),
          "src/test/resources/vectors");
  private static final Clock NOW =
      Clock.fixed(Instant.ofEpochMilli(1_732_270_000_000L), ZoneOffset.UTC);

  private final TestFleet fleet = new TestFleet();
  private final Device device = fleet.add("d-17");

  @TestFactory
  Stream<DynamicTest> vectors() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    try (var files = Files.newDirectoryStream(VECTORS, "*.json")) {
      for (Path file : files) {
        for (JsonNode vector : JSON.readTree(file.toFile())) {
          String name = file.getFileName() + ": " + vector.get("name").asText();
          tests.add(DynamicTest.dynamicTest(name, () -> check(vector)));
        }
      }
    }
    assertEquals(true, tests.size() >= 100, "found only " + tests.size() + " vectors");
    return tests.stream();
  }

  private void check(JsonNode vector) throws IOException {
    byte[] payload =
        vector.has("payloadHex")
            ? HexFormat.of().parseHex(vector.get("payloadHex").asText())
            : vector.get("payload").asText().getBytes(StandardCharsets.UTF_8);
    Route route =
        Objects.requireNonNull(Route.of(vector.get("topic").asText(), device, fleet.fleet()));
    JsonNode contentType = vector.get("contentType");
    Decoded decoded =
        new PayloadCodecs(NOW, new MetricSets(), () -> 1)
            .decoder()
            .decode(
                route.payload(),
                device,
                contentType == null ? null : contentType.asText(),
                this::child,
                payload,
                0,
                payload.length);
    assertEquals(normal(vector.get("expect")), normal(shown(decoded)));
  }

  private @Nullable Device child(String name) {
    var found = fleet.fleet().child().apply(device, name);
    return found.succeeded() ? found.result() : null;
  }

  private static ObjectNode shown(Decoded decoded) {
    ObjectNode all = JSON.createObjectNode();
    decoded.readings().forEach(each -> all.withArray("readings").add(shown(each)));
    decoded
        .events()
        .forEach(
            each -> {
              ObjectNode event = all.withArray("events").addObject();
              event.put("ts", each.ts()).put("type", each.type());
              putIfPresent(event, "code", each.code());
              event.set("data", parsed(each.data()));
            });
    decoded.states().forEach(each -> all.withArray("states").add(shown(each)));
    var faults = decoded.faults();
    int parts = decoded.isRefused() ? faults.size() - 1 : faults.size();
    faults
        .subList(0, parts)
        .forEach(
            each ->
                all.withArray("dropped")
                    .addObject()
                    .put("subject", each.subject())
                    .put("reason", each.reason()));
    if (decoded.isRefused()) {
      all.put("refused", decoded.refusal().code());
    }
    return all;
  }

  private static ObjectNode shown(Reading reading) {
    ObjectNode shown = JSON.createObjectNode();
    putIfPresent(shown, "child", reading.device().name());
    shown.put("ts", reading.ts());
    ObjectNode values = shown.putObject("values");
    for (int i = 0; i < reading.values().length; i++) {
      values.put(reading.metrics().names().get(i), reading.values()[i]);
    }
    return shown;
  }

  private static ObjectNode shown(StateReport state) {
    ObjectNode shown = JSON.createObjectNode();
    putIfPresent(shown, "child", state.device().name());
    shown.put("online", state.online());
    putIfPresent(shown, "version", state.firmwareVersion());
    putIfPresent(shown, "sha256", state.firmwareSha256());
    putIfPresent(shown, "bootId", state.bootId());
    return shown;
  }

  private static void putIfPresent(ObjectNode to, String name, @Nullable String text) {
    if (text != null) {
      to.put(name, text);
    }
  }

  private static JsonNode parsed(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new IllegalStateException(json, e);
    }
  }

  /** With every number a double, so that 1 and 1.0 are the same. */
  private static JsonNode normal(JsonNode node) {
    if (node.isNumber()) {
      return JSON.getNodeFactory().numberNode(node.doubleValue());
    }
    if (node instanceof ArrayNode array) {
      ArrayNode copy = JSON.createArrayNode();
      array.forEach(each -> copy.add(normal(each)));
      return copy;
    }
    if (node instanceof ObjectNode object) {
      ObjectNode copy = JSON.createObjectNode();
      object.properties().forEach(each -> copy.set(each.getKey(), normal(each.getValue())));
      return copy;
    }
    return node;
  }
}

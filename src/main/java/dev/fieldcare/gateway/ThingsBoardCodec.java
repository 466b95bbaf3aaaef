package dev.fieldcare.gateway;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.fieldcare.registry.Device;
import dev.fieldcare.telemetry.StateReport;
import java.io.IOException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** ThingsBoard's device and gateway payloads, from the tokens of JSON. */
final class ThingsBoardCodec {
  private static final int LONGEST = 128;

  private final TelemetryCodec telemetry;
  private final LongSupplier arrivals;

  ThingsBoardCodec(TelemetryCodec telemetry, LongSupplier arrivals) {
    this.telemetry = telemetry;
    this.arrivals = arrivals;
  }

  /** {@code v1/devices/me/telemetry}; a firmware version in it becomes a state. */
  void readTelemetry(JsonParser parser, Device device, Decoded into) throws IOException {
    var firmware = new FirmwareNames();
    telemetry.read(parser, device, firmware, into);
    addFirmware(device, firmware, into);
  }

  /** {@code v1/devices/me/attributes}: of these only the firmware version is kept. */
  void readAttributes(JsonParser parser, Device device, Decoded into) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      into.fault("payload.shape", "", "expected an object of attributes");
      parser.skipChildren();
      return;
    }
    var firmware = new FirmwareNames();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      JsonToken token = parser.nextToken();
      if (token != JsonToken.VALUE_STRING || !firmware.hear(name, parser.getText())) {
        into.ignore();
        parser.skipChildren();
      }
    }
    addFirmware(device, firmware, into);
  }

  /** {@code v1/gateway/telemetry}: {@code {"<child's name>": [<telemetry>]}}. */
  void readGatewayTelemetry(
      JsonParser parser, Function<String, @Nullable Device> children, Decoded into)
      throws IOException {
    eachChild(parser, children, into, device -> readTelemetry(parser, device, into));
  }

  /** {@code v1/gateway/attributes}: {@code {"<child's name>": {<attributes>}}}. */
  void readGatewayAttributes(
      JsonParser parser, Function<String, @Nullable Device> children, Decoded into)
      throws IOException {
    eachChild(parser, children, into, device -> readAttributes(parser, device, into));
  }

  /** {@code v1/gateway/connect} and {@code /disconnect}: {@code {"device": "<child's name>"}}. */
  void readPresence(
      JsonParser parser, boolean online, Function<String, @Nullable Device> children, Decoded into)
      throws IOException {
    String child = null;
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        if (parser.nextToken() == JsonToken.VALUE_STRING && name.equals("device")) {
          child = parser.getText();
        }
        parser.skipChildren();
      }
    }
    Device device = child == null ? null : children.apply(child);
    if (device == null) {
      into.fault("gateway.child", "device", "expected {\"device\": name}");
    } else {
      into.add(new StateReport(device, online, null, null, null, arrivals.getAsLong()));
    }
  }

  private interface PerChild {
    void read(Device device) throws IOException;
  }

  private static void eachChild(
      JsonParser parser, Function<String, @Nullable Device> children, Decoded into, PerChild work)
      throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      into.fault("payload.shape", "", "expected an object with a member for each child");
      parser.skipChildren();
      return;
    }
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      Device device = children.apply(name);
      if (device == null) {
        String shown = Texts.shown(name);
        into.fault("gateway.child", shown, "the child " + shown + " cannot be registered");
        parser.skipChildren();
      } else {
        work.read(device);
      }
    }
  }

  private void addFirmware(Device device, FirmwareNames firmware, Decoded into) {
    String version = firmware.version();
    if (version == null) {
      return;
    }
    if (!Texts.isName(version, LONGEST)) {
      into.fault("state.text", "fw_version", "expected 1 to 128 characters");
      return;
    }
    String sha256 = firmware.sha256();
    boolean usable = sha256 != null && Texts.isName(sha256, LONGEST);
    into.add(
        new StateReport(device, true, version, usable ? sha256 : null, null, arrivals.getAsLong()));
  }
}

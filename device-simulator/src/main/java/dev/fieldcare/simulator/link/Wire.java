package dev.fieldcare.simulator.link;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** The native topics and payloads of docs/wire-format.md, as a device writes them. */
public final class Wire {
  private static final JsonFactory JSON = new JsonFactory();

  private Wire() {}

  /** A topic of the device: {@code telemetry}, {@code event} or {@code state}. */
  public static String topic(String device, String leaf) {
    return "fc/v1/" + device + "/" + leaf;
  }

  /** One measurement as an object, several as an array. */
  public static byte[] telemetry(List<Measurement> measurements) {
    return write(
        json -> {
          boolean many = measurements.size() != 1;
          if (many) {
            json.writeStartArray();
          }
          for (Measurement each : measurements) {
            json.writeStartObject();
            json.writeNumberField("ts", each.ts());
            json.writeNumberField("seq", each.seq());
            json.writeObjectFieldStart("values");
            for (int i = 0; i < each.values().length; i++) {
              json.writeNumberField(each.metrics().get(i), each.values()[i]);
            }
            json.writeEndObject();
            json.writeEndObject();
          }
          if (many) {
            json.writeEndArray();
          }
        });
  }

  /** A reboot with its reason in Memfault's numbering, such as {@code 0x8002}. */
  public static byte[] reboot(long ts, String code, String bootId) {
    return write(
        json -> {
          json.writeStartObject();
          json.writeNumberField("ts", ts);
          json.writeStringField("type", "reboot");
          json.writeStringField("code", code);
          json.writeObjectFieldStart("data");
          json.writeStringField("bootId", bootId);
          json.writeEndObject();
          json.writeEndObject();
        });
  }

  /** What the device says of itself on connecting. */
  public static byte[] online(String version, String sha256, String bootId) {
    return write(
        json -> {
          json.writeStartObject();
          json.writeBooleanField("online", true);
          json.writeObjectFieldStart("firmware");
          json.writeStringField("version", version);
          json.writeStringField("sha256", sha256);
          json.writeEndObject();
          json.writeStringField("bootId", bootId);
          json.writeEndObject();
        });
  }

  /** Its last will. */
  public static byte[] offline() {
    return write(
        json -> {
          json.writeStartObject();
          json.writeBooleanField("online", false);
          json.writeEndObject();
        });
  }

  private interface Body {
    void write(JsonGenerator json) throws IOException;
  }

  private static byte[] write(Body body) {
    var bytes = new ByteArrayOutputStream(160);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      body.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return bytes.toByteArray();
  }
}

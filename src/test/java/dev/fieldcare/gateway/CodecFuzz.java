package dev.fieldcare.gateway;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.fieldcare.registry.Device;
import org.jspecify.annotations.Nullable;

/** Whatever bytes come, a decoder answers, and what it gives is fit to be stored. */
class CodecFuzz {
  private final TestFleet fleet = new TestFleet();
  private final Device device = fleet.add("d-17");

  @FuzzTest
  void json_telemetry(byte[] payload) {
    decode(Payload.TELEMETRY, null, payload);
  }

  @FuzzTest
  void cbor_telemetry(byte[] payload) {
    decode(Payload.TELEMETRY, "application/cbor", payload);
  }

  @FuzzTest
  void events(byte[] payload) {
    decode(Payload.EVENT, null, payload);
    decode(Payload.EVENT, "application/cbor", payload);
  }

  @FuzzTest
  void states(byte[] payload) {
    decode(Payload.STATE, null, payload);
    decode(Payload.STATE, "application/cbor", payload);
  }

  @FuzzTest
  void thingsboard(byte[] payload) {
    decode(Payload.TB_TELEMETRY, null, payload);
    decode(Payload.TB_ATTRIBUTES, null, payload);
  }

  @FuzzTest
  void thingsboard_gateway(byte[] payload) {
    decode(Payload.TB_GATEWAY_TELEMETRY, null, payload);
    decode(Payload.TB_GATEWAY_ATTRIBUTES, null, payload);
    decode(Payload.TB_GATEWAY_CONNECT, null, payload);
    EndpointUnderTest.codecs()
        .decoder()
        .childNames(Payload.TB_GATEWAY_TELEMETRY, payload, 0, payload.length);
  }

  private void decode(Payload kind, @Nullable String contentType, byte[] payload) {
    Decoded decoded =
        EndpointUnderTest.codecs()
            .decoder()
            .decode(kind, device, contentType, name -> device, payload, 0, payload.length);
    for (var reading : decoded.readings()) {
      check(reading.values().length == reading.metrics().size(), "values fit the set");
      check(reading.ts() >= 946_684_800_000L, "ts is plausible");
      for (double value : reading.values()) {
        check(Double.isFinite(value), "values are finite");
      }
      reading.metrics().names().forEach(name -> check(Texts.isName(name, 128), "names are names"));
    }
    for (var event : decoded.events()) {
      check(Texts.isName(event.type(), 64), "types are names");
      check(event.data().indexOf('\0') < 0 && event.data().startsWith("{"), "data is an object");
    }
    if (decoded.isRefused()) {
      check(!decoded.refusal().message().isEmpty(), "a refusal says why");
    }
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError("expected that " + what);
    }
  }
}

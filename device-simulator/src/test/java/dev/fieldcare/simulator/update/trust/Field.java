package dev.fieldcare.simulator.update.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fieldcare.simulator.update.trust.FullVerification.Route;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** A device in the field that runs 1.4.0, and a vendor who offers it 1.5.0. */
final class Field {
  static final byte[] FORMER = "image 1.4.0".getBytes(StandardCharsets.UTF_8);
  static final byte[] NEXT = "image 1.5.0".getBytes(StandardCharsets.UTF_8);

  final Vendor vendor = new Vendor();
  final ObjectNode released = vendor.release("1.5.0", 7, NEXT);
  final ObjectNode directed = vendor.assign(Vendor.DEVICE, "1.5.0", "123");
  DeviceFacts device = Vendor.device(FORMER);
  Trusted trusted = vendor.shipped();
  Instant clock = Vendor.NOW;
  Route route = Route.ONLINE;

  Field() {
    vendor.write();
  }

  Verdict verdict() {
    try {
      return new FullVerification(
              device, trusted, route, vendor.director.source(), vendor.image.source(), clock)
          .verdict();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes it, and remembers. */
  Assignment accepts() {
    Verdict verdict = verdict();
    if (verdict instanceof Verdict.Refused refused) {
      throw new AssertionError("refused: " + refused.refusal().getMessage());
    }
    trusted = verdict.trusted();
    return assertInstanceOf(Verdict.Install.class, verdict).image();
  }

  /** Refuses by this rule; keeps what it is to keep. */
  Refusal refuses(Rule rule) {
    Verdict.Refused refused = assertInstanceOf(Verdict.Refused.class, verdict());
    assertEquals(rule, refused.refusal().rule(), refused.refusal().getMessage());
    trusted = refused.trusted();
    return refused.refusal();
  }

  /** Has changed the releases or the assignment: signed anew. */
  void publish() {
    vendor.write();
  }
}

package dev.fieldcare.gateway;

import dev.fieldcare.base.Problem;
import dev.fieldcare.telemetry.Message;
import dev.fieldcare.telemetry.Receipt;
import java.time.Duration;

/** A will that was accepted at CONNECT; goes the same way as a message of the device. */
record LastWill(Route route, Connect.Will will) {

  Duration delay() {
    return will.delay();
  }

  void publish(Hall hall) {
    String device = route.device().id();
    byte[] payload = will.payload();
    Decoded decoded =
        hall.codecs()
            .decoder()
            .decode(
                route.payload(),
                route.device(),
                will.contentType(),
                name -> null,
                payload,
                0,
                payload.length);
    hall.refusals().hear(device, decoded);
    if (decoded.isRefused()) {
      refuse(hall, decoded.refusal());
    } else if (!decoded.isEmpty()) {
      hall.intake()
          .submit(
              new Message(
                  decoded.readings(), decoded.events(), decoded.states(), new WillReceipt(hall)));
    }
  }

  private void refuse(Hall hall, Problem why) {
    hall.refusals().refused(route.device().id(), why.code(), "last will: " + why.message());
  }

  /** Nobody waits for a will's acknowledgement. */
  private final class WillReceipt implements Receipt {
    private final Hall hall;

    private WillReceipt(Hall hall) {
      this.hall = hall;
    }

    @Override
    public void stored() {}

    @Override
    public void refused(Problem why) {
      refuse(hall, why);
    }
  }
}

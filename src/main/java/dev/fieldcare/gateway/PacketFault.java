package dev.fieldcare.gateway;

/** A packet that breaks the protocol: the connection ends with this MQTT 5 reason. */
final class PacketFault extends Exception {
  private final Reason reason;

  PacketFault(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  static PacketFault malformed(String message) {
    return new PacketFault(Reason.MALFORMED_PACKET, message);
  }

  static PacketFault protocol(String message) {
    return new PacketFault(Reason.PROTOCOL_ERROR, message);
  }

  Reason reason() {
    return reason;
  }

  String text() {
    return String.valueOf(getMessage());
  }
}

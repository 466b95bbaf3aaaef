package dev.fieldcare.gateway;

import java.util.Locale;

/** The reason codes of MQTT 5 (its section 2.4) that we give. */
enum Reason {
  SUCCESS(0x00),
  UNSPECIFIED(0x80),
  MALFORMED_PACKET(0x81),
  PROTOCOL_ERROR(0x82),
  IMPLEMENTATION_SPECIFIC(0x83),
  UNSUPPORTED_VERSION(0x84),
  CLIENT_ID_INVALID(0x85),
  BAD_CREDENTIALS(0x86),
  NOT_AUTHORIZED(0x87),
  SERVER_UNAVAILABLE(0x88),
  SERVER_SHUTTING_DOWN(0x8B),
  BAD_AUTHENTICATION_METHOD(0x8C),
  KEEP_ALIVE_TIMEOUT(0x8D),
  SESSION_TAKEN_OVER(0x8E),
  TOPIC_FILTER_INVALID(0x8F),
  TOPIC_NAME_INVALID(0x90),
  PACKET_ID_NOT_FOUND(0x92),
  TOPIC_ALIAS_INVALID(0x94),
  PACKET_TOO_LARGE(0x95),
  QUOTA_EXCEEDED(0x97),
  ADMINISTRATIVE_ACTION(0x98),
  PAYLOAD_FORMAT_INVALID(0x99),
  SHARED_NOT_SUPPORTED(0x9E),
  CONNECTION_RATE_EXCEEDED(0x9F);

  private final int code;

  Reason(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  /** As counters and logs name it: {@code packet_too_large}. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The CONNACK return code of MQTT 3.1.1 that comes nearest. */
  int connackCode3() {
    return switch (this) {
      case SUCCESS -> 0;
      case UNSUPPORTED_VERSION -> 1;
      case CLIENT_ID_INVALID -> 2;
      case BAD_CREDENTIALS -> 4;
      case NOT_AUTHORIZED, BAD_AUTHENTICATION_METHOD -> 5;
      default -> 3;
    };
  }
}

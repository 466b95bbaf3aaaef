package dev.fieldcare.gateway;

import org.jspecify.annotations.Nullable;

/** What the payload of a topic means. */
enum Payload {
  TELEMETRY,
  EVENT,
  STATE,
  TB_TELEMETRY,
  TB_ATTRIBUTES,
  TB_GATEWAY_TELEMETRY,
  TB_GATEWAY_ATTRIBUTES,
  TB_GATEWAY_CONNECT,
  TB_GATEWAY_DISCONNECT,
  UPDATE_REPORT,
  UPDATE_RECEIPT,
  BLOCK_WANTED,
  /** A topic that is ours but that nobody listens to yet: accepted and counted. */
  UNHEARD;

  /** What comes after {@code fc/v1/{device}/} on the way up, or null when nothing goes up there. */
  static @Nullable Payload ofNative(String rest) {
    return switch (rest) {
      case "telemetry" -> TELEMETRY;
      case "event" -> EVENT;
      case "state" -> STATE;
      case "update/report" -> UPDATE_REPORT;
      case "update/receipt" -> UPDATE_RECEIPT;
      case "update/blocks/get" -> BLOCK_WANTED;
      default -> rest.startsWith("command/") && rest.endsWith("/reply") ? UNHEARD : null;
    };
  }

  /** A whole topic of ThingsBoard's, or null when it is none that goes up. */
  static @Nullable Payload ofThingsBoard(String topic) {
    return switch (topic) {
      case "v1/devices/me/telemetry" -> TB_TELEMETRY;
      case "v1/devices/me/attributes" -> TB_ATTRIBUTES;
      case "v1/gateway/telemetry" -> TB_GATEWAY_TELEMETRY;
      case "v1/gateway/attributes" -> TB_GATEWAY_ATTRIBUTES;
      case "v1/gateway/connect" -> TB_GATEWAY_CONNECT;
      case "v1/gateway/disconnect" -> TB_GATEWAY_DISCONNECT;
      default ->
          topic.startsWith("v1/devices/me/") || topic.startsWith("v1/gateway/") ? UNHEARD : null;
    };
  }

  /** Whether it is about an update, and not for the store of telemetry. */
  boolean isOfUpdates() {
    return this == UPDATE_REPORT || this == UPDATE_RECEIPT || this == BLOCK_WANTED;
  }

  /** Whether it names children of the sender by the sender's own names for them. */
  boolean namesChildren() {
    return switch (this) {
      case TB_GATEWAY_TELEMETRY, TB_GATEWAY_ATTRIBUTES, TB_GATEWAY_CONNECT, TB_GATEWAY_DISCONNECT ->
          true;
      default -> false;
    };
  }
}

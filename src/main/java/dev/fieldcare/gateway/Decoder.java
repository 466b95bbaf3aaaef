package dev.fieldcare.gateway;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.fieldcare.registry.Device;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Turns the payloads of one connection into readings, events and states; docs/wire-format.md is its
 * specification. Pure but for the clock; for one thread at a time.
 */
final class Decoder {
  private final JsonFactory json;
  private final JsonFactory cbor;
  private final TelemetryCodec telemetry;
  private final EventCodec event;
  private final StateCodec state;
  private final ThingsBoardCodec thingsBoard;

  Decoder(
      JsonFactory json,
      JsonFactory cbor,
      TelemetryCodec telemetry,
      EventCodec event,
      StateCodec state,
      ThingsBoardCodec thingsBoard) {
    this.json = json;
    this.cbor = cbor;
    this.telemetry = telemetry;
    this.event = event;
    this.state = state;
    this.thingsBoard = thingsBoard;
  }

  /** Whether a content type, or its absence, is one that can be read. */
  static boolean isKnown(@Nullable String contentType) {
    return contentType == null || isCbor(contentType) || mediaType(contentType).endsWith("json");
  }

  private static boolean isCbor(@Nullable String contentType) {
    return contentType != null && mediaType(contentType).equals("application/cbor");
  }

  private static String mediaType(String contentType) {
    int parameters = contentType.indexOf(';');
    String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
    return type.strip().toLowerCase(java.util.Locale.ROOT);
  }

  /**
   * Never throws for what the bytes hold.
   *
   * @param children gives a gateway's child by name, null when there can be none
   */
  Decoded decode(
      Payload kind,
      Device device,
      @Nullable String contentType,
      Function<String, @Nullable Device> children,
      byte[] bytes,
      int from,
      int length) {
    var decoded = new Decoded();
    if (contentType != null && !isKnown(contentType)) {
      return decoded.refuse(
          "payload.contentType",
          "expected application/json or application/cbor, found " + Texts.shown(contentType));
    }
    boolean isCbor = isCbor(contentType);
    try (JsonParser parser = (isCbor ? cbor : json).createParser(bytes, from, length)) {
      if (parser.nextToken() == null) {
        return decoded.refuse("payload.empty", "expected a payload, found none");
      }
      read(kind, parser, device, children, decoded);
      if (parser.currentToken() == null || parser.nextToken() != null) {
        return decoded.refuse("payload.trailing", "expected one value, found more after it");
      }
      return decoded;
    } catch (StreamConstraintsException e) {
      return decoded.refuse("payload.limits", "beyond a limit: " + words(e));
    } catch (IOException e) {
      String where = "at byte " + (e instanceof JsonParseException j ? offset(j) : "?");
      return isCbor
          ? decoded.refuse("payload.notCbor", "expected CBOR, found something else " + where)
          : decoded.refuse("payload.notJson", "expected JSON, found something else " + where);
    } catch (RuntimeException e) {
      // Some of Jackson's checks on hostile bytes are unchecked exceptions.
      return decoded.refuse("payload.unreadable", "the payload cannot be read: " + words(e));
    }
  }

  private void read(
      Payload kind,
      JsonParser parser,
      Device device,
      Function<String, @Nullable Device> children,
      Decoded into)
      throws IOException {
    switch (kind) {
      case TELEMETRY -> telemetry.read(parser, device, into);
      case EVENT -> event.read(parser, device, into);
      case STATE -> state.read(parser, device, into);
      case TB_TELEMETRY -> thingsBoard.readTelemetry(parser, device, into);
      case TB_ATTRIBUTES -> thingsBoard.readAttributes(parser, device, into);
      case TB_GATEWAY_TELEMETRY -> thingsBoard.readGatewayTelemetry(parser, children, into);
      case TB_GATEWAY_ATTRIBUTES -> thingsBoard.readGatewayAttributes(parser, children, into);
      case TB_GATEWAY_CONNECT -> thingsBoard.readPresence(parser, true, children, into);
      case TB_GATEWAY_DISCONNECT -> thingsBoard.readPresence(parser, false, children, into);
      case UPDATE_REPORT, UPDATE_RECEIPT, BLOCK_WANTED, UNHEARD -> {
        parser.skipChildren();
        into.ignore();
      }
    }
  }

  /** The children a gateway's payload names; empty when it cannot be read. */
  Set<String> childNames(Payload kind, byte[] bytes, int from, int length) {
    var names = new LinkedHashSet<String>();
    boolean byMember =
        kind == Payload.TB_GATEWAY_TELEMETRY || kind == Payload.TB_GATEWAY_ATTRIBUTES;
    try (JsonParser parser = json.createParser(bytes, from, length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return names;
      }
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        JsonToken token = parser.nextToken();
        if (byMember) {
          names.add(name);
        } else if (name.equals("device") && token == JsonToken.VALUE_STRING) {
          names.add(parser.getText());
        }
        parser.skipChildren();
      }
      return names;
    } catch (IOException | RuntimeException e) {
      // decode() will meet the same fault, and it is the one that counts it.
      return Set.of();
    }
  }

  private static String offset(JsonParseException e) {
    var location = e.getLocation();
    return location == null ? "?" : String.valueOf(location.getByteOffset());
  }

  private static String words(Exception e) {
    return Texts.shown(e.getMessage());
  }
}

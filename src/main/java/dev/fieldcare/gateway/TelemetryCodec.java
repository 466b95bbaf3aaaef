package dev.fieldcare.gateway;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.fieldcare.registry.Device;
import dev.fieldcare.telemetry.MetricSet;
import dev.fieldcare.telemetry.MetricSets;
import dev.fieldcare.telemetry.Reading;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Telemetry from the tokens of JSON or CBOR: an object {@code {"ts","values"}}, a bare object of
 * values, or an array of these. Keeps the shape of the last message; for one thread at a time.
 */
final class TelemetryCodec {
  static final int MOST_METRICS = 256;
  static final int LONGEST_NAME = 128;

  private final MetricSets sets;
  private final LongSupplier arrivals;
  private final Stamp stamp;
  private final String[] names = new String[MOST_METRICS];
  private final double[] values = new double[MOST_METRICS];
  private int count;
  private boolean tooMany;
  private @Nullable Shape shape;
  private @Nullable FirmwareNames firmware;

  TelemetryCodec(MetricSets sets, LongSupplier arrivals, ServerTime time) {
    this.sets = sets;
    this.arrivals = arrivals;
    this.stamp = new Stamp(time);
  }

  /** Reads the object or array the parser stands on. */
  void read(JsonParser parser, Device device, Decoded into) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      readElement(parser, device, into);
      return;
    }
    if (token != JsonToken.START_ARRAY) {
      into.fault("payload.shape", "", "expected an object or an array of objects, found " + token);
      return;
    }
    boolean any = false;
    for (JsonToken next = parser.nextToken();
        next != JsonToken.END_ARRAY;
        next = parser.nextToken()) {
      any = true;
      if (next == JsonToken.START_OBJECT) {
        readElement(parser, device, into);
      } else {
        into.fault("payload.shape", "", "expected an object in the array, found " + next);
        parser.skipChildren();
      }
    }
    if (!any) {
      into.fault("values.none", "", "expected at least one value, found an empty array");
    }
  }

  /** The same, where two members of text tell the firmware, as ThingsBoard's clients do. */
  void read(JsonParser parser, Device device, FirmwareNames named, Decoded into)
      throws IOException {
    firmware = named;
    try {
      read(parser, device, into);
    } finally {
      firmware = null;
    }
  }

  private void readElement(JsonParser parser, Device device, Decoded into) throws IOException {
    count = 0;
    tooMany = false;
    stamp.clear();
    boolean enveloped = false;
    int faultsBefore = into.faults().size();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      JsonToken token = parser.nextToken();
      if (name.equals("ts")) {
        stamp.read(parser, token, into);
      } else if (name.equals("seq")) {
        parser.skipChildren();
      } else if (name.equals("values") && token == JsonToken.START_OBJECT) {
        // What came before it was not meant as values.
        count = 0;
        into.forgetFaults(faultsBefore);
        enveloped = true;
        readValues(parser, into);
      } else if (enveloped) {
        parser.skipChildren();
      } else {
        readValue(parser, name, token, into);
      }
    }
    finishElement(device, into);
  }

  private void readValues(JsonParser parser, Decoded into) throws IOException {
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      readValue(parser, name, parser.nextToken(), into);
    }
  }

  private void readValue(JsonParser parser, String name, JsonToken token, Decoded into)
      throws IOException {
    switch (token) {
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> take(name, parser.getDoubleValue(), into);
      case VALUE_TRUE -> take(name, 1, into);
      case VALUE_FALSE -> take(name, 0, into);
      case VALUE_STRING -> takeText(name, parser.getText(), into);
      case VALUE_NULL -> drop("value.null", name, "null", into);
      default -> {
        drop("value.nested", name, "an object, array or bytes", into);
        parser.skipChildren();
      }
    }
  }

  private void takeText(String name, String text, Decoded into) {
    if (Texts.isNumber(text)) {
      into.coerce();
      take(name, Double.parseDouble(text), into);
    } else if (firmware == null || !firmware.hear(name, text)) {
      drop("value.text", name, "text " + Texts.shown(text), into);
    }
  }

  private void take(String name, double value, Decoded into) {
    if (!Double.isFinite(value)) {
      drop("value.notFinite", name, String.valueOf(value), into);
    } else if (count == MOST_METRICS) {
      tooMany = true;
    } else {
      names[count] = name;
      // Minus zero and zero are one value; only one of them can be a key or be compared.
      values[count++] = value + 0.0;
    }
  }

  private static void drop(String reason, String name, String found, Decoded into) {
    String shown = Texts.shown(name);
    into.fault(
        reason, shown, "expected a finite number or boolean for " + shown + ", found " + found);
  }

  private void finishElement(Device device, Decoded into) {
    if (stamp.isRefused(into)) {
      return;
    }
    if (tooMany) {
      into.fault("values.tooMany", "", "expected at most " + MOST_METRICS + " values in a message");
      return;
    }
    Shape known = shape;
    if (known == null || !known.fits(names, count)) {
      dropBadNames(into);
      if (count == 0) {
        if (firmware == null || !firmware.heard()) {
          into.fault("values.none", "", "expected at least one value, found none to keep");
        }
        return;
      }
      known = Shape.find(names, count, sets, device);
      if (known == null) {
        addOneByOne(device, into);
        return;
      }
      shape = known;
    }
    into.add(
        new Reading(
            device,
            stamp.orServerTime(),
            known.set(),
            known.arrange(values),
            arrivals.getAsLong()));
  }

  /** A device that keeps making up combinations of names has its values kept singly. */
  private void addOneByOne(Device device, Decoded into) {
    long ts = stamp.orServerTime();
    var last = new LinkedHashMap<String, Double>();
    for (int i = 0; i < count; i++) {
      last.put(names[i], values[i]);
    }
    last.forEach(
        (name, value) -> {
          MetricSet single = sets.find(List.of(name), device);
          if (single == null) {
            String shown = Texts.shown(name);
            into.fault(
                "metric.tooMany", shown, "expected no more names than so far, found " + shown);
          } else {
            double[] alone = {value};
            into.add(new Reading(device, ts, single, alone, arrivals.getAsLong()));
          }
        });
  }

  private void dropBadNames(Decoded into) {
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (Texts.isName(names[i], LONGEST_NAME)) {
        names[kept] = names[i];
        values[kept++] = values[i];
      } else {
        into.fault(
            "metric.name",
            Texts.shown(names[i]),
            "expected a metric name of 1 to 128 characters without control characters, found "
                + Texts.shown(names[i]));
      }
    }
    count = kept;
  }
}

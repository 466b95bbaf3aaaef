package dev.fieldcare.gateway;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import dev.fieldcare.telemetry.MetricSets;
import java.time.Clock;
import java.util.function.LongSupplier;

/** Makes the {@link Decoder} of each connection. */
public final class PayloadCodecs {
  private static final StreamReadConstraints LIMITS =
      StreamReadConstraints.builder()
          .maxNestingDepth(32)
          .maxNameLength(512)
          .maxStringLength(65_536)
          .maxNumberLength(256)
          .build();

  private final JsonFactory json =
      JsonFactory.builder()
          .streamReadConstraints(LIMITS)
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          // Names come from devices: the JVM's own table of strings is not theirs to fill.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();
  private final JsonFactory cbor =
      CBORFactory.builder()
          .streamReadConstraints(LIMITS)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();
  private final Clock clock;
  private final MetricSets sets;
  private final LongSupplier arrivals;

  /** {@code arrivals} gives strictly increasing epoch microseconds. */
  public PayloadCodecs(Clock clock, MetricSets sets, LongSupplier arrivals) {
    this.clock = clock;
    this.sets = sets;
    this.arrivals = arrivals;
  }

  Decoder decoder() {
    var time = new ServerTime(clock);
    var telemetry = new TelemetryCodec(sets, arrivals, time);
    return new Decoder(
        json,
        cbor,
        telemetry,
        new EventCodec(json, arrivals, time),
        new StateCodec(arrivals),
        new ThingsBoardCodec(telemetry, arrivals));
  }
}

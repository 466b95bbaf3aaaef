package dev.fieldcare;

import dev.fieldcare.registry.Device;
import dev.fieldcare.stability.Stability;
import dev.fieldcare.stability.peers.Buckets;
import dev.fieldcare.telemetry.Event;
import dev.fieldcare.telemetry.Ingest;
import dev.fieldcare.telemetry.Reading;
import dev.fieldcare.telemetry.StateReport;
import java.util.function.Consumer;

/** Hands what is stored to the detectors: telemetry does not know stability, so they meet here. */
record Judge(Stability stability, Buckets peers, Consumer<Device> heard) implements Ingest.Digest {

  @Override
  public void reading(Reading reading) {
    heard.accept(reading.device());
    stability.reading(reading);
    peers.add(reading);
  }

  @Override
  public void event(Event event) {
    heard.accept(event.device());
    stability.event(event);
  }

  @Override
  public void state(StateReport report) {
    if (report.online()) {
      heard.accept(report.device());
    }
    stability.state(report);
  }
}

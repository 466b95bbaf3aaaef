package dev.fieldcare;

import dev.fieldcare.stability.Stability;
import dev.fieldcare.stability.peers.Buckets;
import dev.fieldcare.telemetry.Event;
import dev.fieldcare.telemetry.Ingest;
import dev.fieldcare.telemetry.Reading;
import dev.fieldcare.telemetry.StateReport;

/** Hands what is stored to the detectors: telemetry does not know stability, so they meet here. */
record Judge(Stability stability, Buckets peers) implements Ingest.Digest {

  @Override
  public void reading(Reading reading) {
    stability.reading(reading);
    peers.add(reading);
  }

  @Override
  public void event(Event event) {
    stability.event(event);
  }

  @Override
  public void state(StateReport report) {
    stability.state(report);
  }
}

package dev.fieldcare.rollout.waves;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;

/** What happens in the field, for gates that count it. */
@FunctionalInterface
public interface Sightings {
  /**
   * Something of a kind that happened to a device.
   *
   * @param device its number in the registry
   * @param at when, by the device's own time put right
   */
  record Sighting(int device, Instant at) {}

  /**
   * What became known from a moment on until another, of one kind: {@code crash}, {@code
   * crashloop}, {@code alarm}, {@code ticket}, {@code silence} or {@code symptom:} and a symptom.
   * Asked again of moments that overlap, it may name the same again.
   */
  Future<List<Sighting>> known(String kind, Instant from, Instant until);
}

package dev.fieldcare.api;

import dev.fieldcare.registry.Device;
import dev.fieldcare.stability.LearntClock;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Where the API asks what was learnt of a device's clock; empty while nothing was heard of it. */
public interface Clocks {
  CompletionStage<Optional<LearntClock>> of(Device device);
}

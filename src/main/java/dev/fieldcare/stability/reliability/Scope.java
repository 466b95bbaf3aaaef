package dev.fieldcare.stability.reliability;

import dev.fieldcare.registry.Device;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What figures are asked about; what is null does not matter.
 *
 * @param customer whose devices
 * @param from a full hour
 * @param to a full hour
 */
public record Scope(
    @Nullable String device,
    @Nullable String model,
    @Nullable String firmware,
    @Nullable String lot,
    @Nullable String customer,
    Instant from,
    Instant to,
    double confidence) {

  boolean covers(Device each) {
    return (device == null || device.equals(each.id()))
        && (model == null || model.equals(each.model()))
        && (lot == null || lot.equals(each.lot()))
        && (customer == null || customer.equals(each.customer()));
  }

  /** The same with this firmware only. */
  public Scope of(String version) {
    return new Scope(device, model, version, lot, customer, from, to, confidence);
  }
}

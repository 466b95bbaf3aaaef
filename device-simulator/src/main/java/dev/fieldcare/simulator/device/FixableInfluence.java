package dev.fieldcare.simulator.device;

import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * An influence that is there only while the device runs a program with the fault.
 *
 * @param fixed whether it runs one without
 */
public record FixableInfluence(Influence influence, BooleanSupplier fixed) implements Influence {
  @Override
  public void shape(Conditions now, long at) {
    if (!isFixed()) {
      influence.shape(now, at);
    }
  }

  @Override
  public List<Outage> outages() {
    return influence.outages();
  }

  @Override
  public boolean isActive(long at) {
    return !isFixed() && influence.isActive(at);
  }

  @Override
  public boolean isFixed() {
    return fixed.getAsBoolean();
  }
}

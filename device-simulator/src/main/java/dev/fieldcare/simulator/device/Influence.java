package dev.fieldcare.simulator.device;

import java.util.List;

/** Something that works on a device for a while. */
public interface Influence {

  /** Writes into {@code now} what it does at this moment, epoch milliseconds. */
  void shape(Conditions now, long at);

  /** When it takes the device out; known beforehand. */
  List<Outage> outages();

  /** Whether ordinary reboots must not be mixed with it at this moment. */
  boolean isActive(long at);

  /** Whether what causes it is not there now: none of its outages begins. */
  default boolean isFixed() {
    return false;
  }
}

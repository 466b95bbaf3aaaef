package dev.fieldcare.registry;

import io.vertx.core.Future;

/** The way down to a device: {@code fc/v1/{device}/{suffix}}, directly or through a broker. */
public interface DeviceLink {

  /**
   * Succeeds with whether it is on its way. What is retained is shown to whoever comes later where
   * a broker keeps it; without one nothing is kept for a device that is absent.
   */
  Future<Boolean> send(String deviceId, String suffix, byte[] payload, boolean retained);
}

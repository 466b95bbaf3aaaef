package dev.fieldcare.registry.enrolment;

import java.time.Instant;

/** A device CA that lives in memory. */
public final class TestAuthority {
  private TestAuthority() {}

  public static DeviceAuthority make(Instant now) {
    return DeviceAuthority.make(now);
  }
}

package dev.fieldcare.registry;

/** A device just registered, with its token, which is shown this once and not kept. */
public record Registered(Device device, String token) {
  @Override
  public String toString() {
    return "Registered[" + device.id() + "]";
  }
}

package dev.fieldcare.simulator.update.boot;

import java.nio.charset.StandardCharsets;

/** What a simulated device runs before its first update: a few bytes that stand for an image. */
public final class FactoryImage {
  /** The version simulated devices are made with. */
  public static final String RELEASE = "1.4.0";

  private FactoryImage() {}

  public static byte[] of(String model, String release) {
    return (model + release).getBytes(StandardCharsets.UTF_8);
  }
}

package dev.fieldcare.commands;

import java.util.SplittableRandom;

/** What a simulated release really does to the devices that run it. */
enum PlantedTruth {
  NONE("none", "changes nothing"),
  CRASH_20("crash20", "20 % more unexpected reboots"),
  CRASH_100("crash100", "100 % more unexpected reboots"),
  BRICK_2("brick2", "2 % never speak again after the installation"),
  BRICK_REVISION("brickRevision", "5 % of revision C (a fifth of the fleet) never speak again"),
  LEAK("leak", "memory in use grows by 0.1 points of a hundred an hour"),
  LATE("late", "3 % stop 24 to 30 h after the installation");

  /** The revision, of 0 to 2, that {@link #BRICK_REVISION} is about. */
  static final int BAD_REVISION = 2;

  static final double LEAK_AN_HOUR = 0.1;

  private final String key;
  private final String words;

  PlantedTruth(String key, String words) {
    this.key = key;
    this.words = words;
  }

  String key() {
    return key;
  }

  String words() {
    return words;
  }

  /** How much the release adds to a device's own rate of reboots, as a share of it. */
  double addedReboots() {
    return switch (this) {
      case CRASH_20 -> 0.2;
      case CRASH_100 -> 1;
      default -> 0;
    };
  }

  /** Hours from the installation until the device stops for good; infinite if it does not. */
  double stopsAfter(int revision, SplittableRandom device) {
    double chance = device.nextDouble();
    boolean hit =
        switch (this) {
          case BRICK_2 -> chance < 0.02;
          case BRICK_REVISION -> revision == BAD_REVISION && chance < 0.05;
          case LATE -> chance < 0.03;
          default -> false;
        };
    if (!hit) {
      return Double.POSITIVE_INFINITY;
    }
    return this == LATE ? 24 + 6 * device.nextDouble() : 0;
  }
}

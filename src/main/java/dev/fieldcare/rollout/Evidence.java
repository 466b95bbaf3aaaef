package dev.fieldcare.rollout;

import org.jspecify.annotations.Nullable;

/** Something that was heard about an action, or asked of it. */
public sealed interface Evidence {

  /** In words, for the history of the action. */
  String words();

  /** Whether it comes from the device. */
  default boolean isOfDevice() {
    return true;
  }

  /** The device was shown the action. */
  record Offered(String words) implements Evidence {
    @Override
    public boolean isOfDevice() {
      return false;
    }
  }

  /**
   * The device has come that far.
   *
   * @param stage {@code DOWNLOADING}, {@code DOWNLOADED}, {@code INSTALLING} or {@code REBOOTING};
   *     null when it only says something
   */
  record Progress(@Nullable ActionState stage, @Nullable Double share, String words)
      implements Evidence {}

  /** The device has the whole image, and has not installed it. */
  record Fetched(@Nullable Double share, String words) implements Evidence {}

  /**
   * The device says that it runs the image and its self-test passed.
   *
   * @param onWordAlone whether that must do, because the device never names what it runs
   */
  record Claimed(boolean onWordAlone, String words) implements Evidence {}

  /** The device gave up. */
  record Failed(String error, String words) implements Evidence {}

  /** The device went back to what it ran before. */
  record RolledBack(String error, String words) implements Evidence {}

  /**
   * The device names what it runs.
   *
   * @param wanted whether that is the action's image, by version and, where it must be, hash
   * @param booted whether it has booted since it was told, as far as it lets us know
   */
  record Runs(boolean wanted, boolean booted, String words) implements Evidence {}

  /** The device was heard of, whatever it said. */
  record Heard(String words) implements Evidence {}

  /** The device has begun and was not heard of for too long. */
  record Quiet(String words) implements Evidence {
    @Override
    public boolean isOfDevice() {
      return false;
    }
  }

  /** The device claimed success and for too long did not say what it runs, though it was there. */
  record Unproven(String words) implements Evidence {
    @Override
    public boolean isOfDevice() {
      return false;
    }
  }

  /** It is no longer left to the device when to install. */
  record Urged(String words) implements Evidence {
    @Override
    public boolean isOfDevice() {
      return false;
    }
  }

  /** Somebody wants it stopped. */
  record CancelAsked(String words) implements Evidence {
    @Override
    public boolean isOfDevice() {
      return false;
    }
  }

  /** The device's customer does not want it, or not now, and says so to the rollout. */
  record Spared(String words) implements Evidence {
    @Override
    public boolean isOfDevice() {
      return false;
    }
  }

  /** Somebody wants it over without waiting for the device. */
  record CancelForced(String words) implements Evidence {
    @Override
    public boolean isOfDevice() {
      return false;
    }
  }

  /** The device has stopped. */
  record CancelAccepted(String words) implements Evidence {}

  /** The device goes on all the same. */
  record CancelRefused(String words) implements Evidence {}

  /** Whoever was to be asked agrees. */
  record Consented(boolean isOfDevice, String words) implements Evidence {}

  /** Whoever was to be asked does not agree, or no longer. */
  record Denied(boolean isOfDevice, String words) implements Evidence {}
}

package dev.fieldcare.stability.reliability;

import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.DeviceStates.Firmware;
import dev.fieldcare.telemetry.Stretch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Cuts the time asked about into what each device spent on which firmware. */
final class Stretches {

  /** Some time of a device, and what it counts towards. */
  record Piece(Device device, Stretch stretch, @Nullable String key) {}

  private final Scope scope;
  private final By by;

  Stretches(Scope scope, By by) {
    this.scope = scope;
    this.by = by;
  }

  boolean needFirmware() {
    return by == By.FIRMWARE || scope.firmware() != null;
  }

  /**
   * @param history oldest first
   * @param patience as {@link Stretch} has it
   */
  List<Piece> of(Device device, List<Firmware> history, int patience) {
    long from = scope.from().toEpochMilli();
    Instant gone = device.decommissionedAt();
    long to =
        gone == null
            ? scope.to().toEpochMilli()
            : Math.min(scope.to().toEpochMilli(), gone.toEpochMilli());
    List<Piece> pieces = new ArrayList<>(1);
    if (!needFirmware()) {
      add(pieces, device, null, from, to, patience);
      return pieces;
    }
    long done = from;
    for (Firmware each : history) {
      long since = Math.max(done, each.from().toEpochMilli());
      long until = each.to() == null ? to : Math.min(to, each.to().toEpochMilli());
      add(pieces, device, null, done, Math.min(since, to), patience);
      add(pieces, device, each.version(), since, until, patience);
      done = Math.max(done, until);
    }
    add(pieces, device, null, done, to, patience);
    return pieces;
  }

  private void add(
      List<Piece> pieces,
      Device device,
      @Nullable String version,
      long from,
      long to,
      int patience) {
    boolean isAsked = scope.firmware() == null || Objects.equals(scope.firmware(), version);
    if (from < to && isAsked) {
      String key =
          switch (by) {
            case DEVICE -> device.id();
            case MODEL -> device.model();
            case LOT -> device.lot();
            case FIRMWARE -> version;
          };
      pieces.add(new Piece(device, new Stretch(device.number(), from, to, patience), key));
    }
  }
}

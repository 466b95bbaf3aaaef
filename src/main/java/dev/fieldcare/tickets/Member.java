package dev.fieldcare.tickets;

import dev.fieldcare.registry.Device;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A device in service with what it may share with others.
 *
 * @param firmwareSince from when on it runs its firmware; null: always
 */
public record Member(
    String device,
    String model,
    @Nullable String customer,
    @Nullable String site,
    @Nullable String lot,
    @Nullable String gateway,
    @Nullable String firmware,
    @Nullable Instant firmwareSince) {

  /**
   * @param firmware the version it reported last, and since when
   */
  public static Member of(Device device, @Nullable String firmware, @Nullable Instant since) {
    return new Member(
        device.id(),
        device.model(),
        device.customer(),
        device.site(),
        device.lot(),
        device.via(),
        firmware,
        since);
  }

  /**
   * The causes that would concern what began at that moment, floods left aside. What it runs only
   * since then is no cause: least of all the release that was given to it because of that.
   */
  List<Cause> causes(Instant began) {
    boolean isOfBefore = firmwareSince != null && began.isBefore(firmwareSince);
    return isOfBefore
        ? causes().stream().filter(each -> each.type() != Cause.Type.FIRMWARE).toList()
        : causes();
  }

  /** The causes that would concern it now, floods left aside. */
  List<Cause> causes() {
    var causes = new ArrayList<Cause>();
    causes.add(new Cause(Cause.Type.MODEL, model));
    add(causes, Cause.Type.SITE, site);
    add(causes, Cause.Type.LOT, lot);
    add(causes, Cause.Type.GATEWAY, gateway);
    if (firmware != null) {
      causes.add(Cause.firmware(model, firmware));
    }
    return causes;
  }

  private static void add(List<Cause> causes, Cause.Type type, @Nullable String id) {
    if (id != null) {
      causes.add(new Cause(type, id));
    }
  }
}

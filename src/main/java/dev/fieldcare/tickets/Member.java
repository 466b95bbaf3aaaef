package dev.fieldcare.tickets;

import dev.fieldcare.registry.Device;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A device in service with what it may share with others. */
public record Member(
    String device,
    String model,
    @Nullable String customer,
    @Nullable String site,
    @Nullable String lot,
    @Nullable String gateway,
    @Nullable String firmware) {

  /**
   * @param firmware the version it reported last
   */
  public static Member of(Device device, @Nullable String firmware) {
    return new Member(
        device.id(),
        device.model(),
        device.customer(),
        device.site(),
        device.lot(),
        device.via(),
        firmware);
  }

  /** The causes that would concern it, floods left aside. */
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

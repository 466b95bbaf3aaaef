package dev.fieldcare.simulator.device;

import dev.fieldcare.simulator.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Names the devices of a fleet: gateways with ten pumps behind them first, then the others. Every
 * other one has hardware revision A, the rest B.
 */
public final class Fleet {
  private static final int CHILDREN = 10;
  private static final int DEVICES_A_SITE = 12;

  private Fleet() {}

  /**
   * A fleet of {@code size}.
   *
   * @param model {@code gateway-x1}, {@code pump-p2} or {@code mix}
   * @param gatewayShare the share of the fleet that stands in groups of a gateway and its ten
   *     pumps; only in a mix
   * @param prefix begins every id
   */
  public static List<DeviceSpec> of(int size, String model, double gatewayShare, String prefix) {
    boolean mixed = model.equals("mix");
    var devices = new ArrayList<DeviceSpec>();
    if (mixed) {
      int groups = (int) Math.round(size * gatewayShare) / (CHILDREN + 1);
      for (int group = 0; group < groups; group++) {
        addGroup(devices, prefix);
      }
    }
    Kind only =
        mixed
            ? Kind.GATEWAY_X1
            : Kind.find(model)
                .orElseThrow(
                    () ->
                        new Failure(
                            "--model: expected gateway-x1, pump-p2 or mix, found " + model));
    for (int i = 0; devices.size() < size; i++) {
      // two gateways to one pump
      Kind kind = mixed && i % 3 == 2 ? Kind.PUMP_P2 : only;
      devices.add(
          new DeviceSpec(id(prefix, kind, devices), kind, null, site(devices), revision(devices)));
    }
    return List.copyOf(devices);
  }

  private static void addGroup(List<DeviceSpec> devices, String prefix) {
    int site = site(devices);
    String gateway = id(prefix, Kind.GATEWAY_X1, devices);
    devices.add(new DeviceSpec(gateway, Kind.GATEWAY_X1, null, site, revision(devices)));
    for (int i = 1; i <= CHILDREN; i++) {
      String child = String.format(Locale.ROOT, "%s.pump-%02d", gateway, i);
      devices.add(new DeviceSpec(child, Kind.PUMP_P2, gateway, site, revision(devices)));
    }
  }

  private static int site(List<DeviceSpec> before) {
    return before.size() / DEVICES_A_SITE;
  }

  private static String revision(List<DeviceSpec> before) {
    return before.size() % 2 == 0 ? "A" : "B";
  }

  private static String id(String prefix, Kind kind, List<DeviceSpec> before) {
    String noun = kind == Kind.GATEWAY_X1 ? "gateway" : "pump";
    return String.format(Locale.ROOT, "%s%s-%03d", prefix, noun, before.size());
  }
}

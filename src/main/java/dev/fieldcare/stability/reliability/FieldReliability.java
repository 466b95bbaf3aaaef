package dev.fieldcare.stability.reliability;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Page;
import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.DeviceStates;
import dev.fieldcare.registry.Devices;
import dev.fieldcare.registry.Model;
import dev.fieldcare.registry.Models;
import dev.fieldcare.stability.RebootReason;
import dev.fieldcare.telemetry.EventTally;
import dev.fieldcare.telemetry.OperatingHours;
import dev.fieldcare.telemetry.Stretch;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reliability figures from what the server holds: operating hours from readings, failures from
 * events, outages from silence alarms, firmware from what devices reported.
 *
 * <p>A failure is an unexpected reboot, or a crash or fault that no such reboot follows within five
 * minutes. Sums are made in the database; here come one row for each device and firmware.
 */
public final class FieldReliability {
  private static final Duration SAME_FAILURE = Duration.ofMinutes(5);
  private static final Duration HOUR = Duration.ofHours(1);

  private final Devices devices;
  private final DeviceStates states;
  private final Models models;
  private final OperatingHours hours;
  private final EventTally events;
  private final PgOutages outages;

  public FieldReliability(Database database, Devices devices, DeviceStates states, Models models) {
    this.devices = devices;
    this.states = states;
    this.models = models;
    this.hours = new OperatingHours(database);
    this.events = new EventTally(database);
    this.outages = new PgOutages(database);
  }

  /** One item each, ordered by key with the nameless first; {@code after} is a key. */
  public Future<Page<Figures>> figures(Scope scope, By by, int limit, @Nullable String after) {
    List<Device> asked = devicesIn(scope);
    if (by == By.DEVICE) {
      // others need no work at all
      asked =
          asked.stream()
              .filter(device -> after == null || device.id().compareTo(after) > 0)
              .limit(limit + 1L)
              .toList();
    }
    return observe(scope, by, asked)
        .map(
            all -> {
              Map<String, Sum> sums = new TreeMap<>();
              for (Observed each : all) {
                String key = each.key() == null ? "" : each.key();
                if (after == null || key.compareTo(after) > 0) {
                  sums.computeIfAbsent(key, any -> new Sum()).add(each);
                }
              }
              List<Figures> figures = new ArrayList<>();
              sums.forEach(
                  (key, sum) -> {
                    if (by == By.DEVICE || sum.hours() > 0 || sum.failures() > 0) {
                      figures.add(sum.figures(key.isEmpty() ? null : key, scope.confidence()));
                    }
                  });
              return Page.of(figures, limit, each -> each.key() == null ? "" : each.key());
            });
  }

  /** The figures of all that is asked about, together. */
  public Future<Figures> total(Scope scope) {
    return observe(scope, By.MODEL, devicesIn(scope))
        .map(
            all -> {
              var sum = new Sum();
              all.forEach(sum::add);
              return sum.figures(null, scope.confidence());
            });
  }

  List<Device> devicesIn(Scope scope) {
    return devices.all().stream()
        .filter(scope::covers)
        .sorted(Comparator.comparing(Device::id))
        .toList();
  }

  private Future<List<Observed>> observe(Scope scope, By by, List<Device> asked) {
    var cut = new Stretches(scope, by);
    return pieces(scope, cut, asked)
        .compose(
            pieces -> {
              List<Stretch> stretches = pieces.stream().map(Stretches.Piece::stretch).toList();
              if (stretches.isEmpty()) {
                return Future.succeededFuture(List.of());
              }
              Future<long[]> operating = hours.during(stretches);
              Future<List<EventTally.Tally>> failed =
                  failures(scope).compose(which -> events.count(stretches, which));
              Future<List<Outages>> silent = outages.during(stretches);
              return Future.all(operating, failed, silent)
                  .map(
                      done -> joined(pieces, operating.result(), failed.result(), silent.result()));
            });
  }

  private static List<Observed> joined(
      List<Stretches.Piece> pieces,
      long[] operating,
      List<EventTally.Tally> failed,
      List<Outages> silent) {
    List<Observed> all = new ArrayList<>(pieces.size());
    for (int i = 0; i < pieces.size(); i++) {
      all.add(
          new Observed(
              pieces.get(i).stretch(),
              pieces.get(i).key(),
              operating[i],
              failed.get(i).events(),
              failed.get(i).hours(),
              silent.get(i)));
    }
    return all;
  }

  Future<List<Stretches.Piece>> pieces(Scope scope, Stretches cut, List<Device> asked) {
    Future<Map<Integer, List<DeviceStates.Firmware>>> histories =
        cut.needFirmware()
            ? states.firmwareDuring(scope.from(), scope.to())
            : Future.succeededFuture(Map.of());
    return histories.map(
        known -> {
          Map<String, Integer> patience = new HashMap<>();
          List<Stretches.Piece> pieces = new ArrayList<>();
          for (Device device : asked) {
            int waits = patience.computeIfAbsent(device.model(), this::patience);
            pieces.addAll(cut.of(device, known.getOrDefault(device.number(), List.of()), waits));
          }
          return pieces;
        });
  }

  /** Three intervals of a model, in hours: a device that reports daily operates between reports. */
  private int patience(String model) {
    Duration interval = models.find(model).map(Model::expectedInterval).orElse(null);
    return interval == null
        ? 1
        : (int) Math.max(1, Math.ceilDiv(interval.multipliedBy(3).toMillis(), HOUR.toMillis()));
  }

  Future<EventTally.Which> failures(Scope scope) {
    return events
        .codes("reboot", scope.from().toEpochMilli(), scope.to().toEpochMilli())
        .map(
            codes ->
                new EventTally.Which(
                    "reboot",
                    codes.stream()
                        .filter(code -> RebootReason.isUnexpected(RebootReason.parse(code)))
                        .toList(),
                    List.of("crash", "fault"),
                    SAME_FAILURE));
  }

  /**
   * Compares two firmware releases; the ratio is that of the second's failure rate to the first's.
   */
  public Future<Comparison> compare(Scope scope, String first, String second) {
    Future<Figures> one = total(scope.of(first));
    Future<Figures> two = total(scope.of(second));
    return Future.all(one, two)
        .map(
            done -> {
              checkSeen(one.result(), first);
              checkSeen(two.result(), second);
              return new Comparison(
                  one.result(),
                  two.result(),
                  RateRatio.of(
                      one.result().failures(),
                      (double) one.result().operatingHours(),
                      two.result().failures(),
                      (double) two.result().operatingHours(),
                      scope.confidence()));
            });
  }

  /** Two releases side by side. */
  public record Comparison(Figures first, Figures second, RateRatio ratio) {}

  private static void checkSeen(Figures figures, String version) {
    if (figures.operatingHours() == 0) {
      throw Problem.notFound(
          "reliability.firmware",
          "firmware "
              + version
              + ": expected one that devices asked about ran in that time, found no operating hour"
              + " of it");
    }
  }
}

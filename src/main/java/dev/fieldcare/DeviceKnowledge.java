package dev.fieldcare;

import dev.fieldcare.firmware.ReleaseFilter;
import dev.fieldcare.firmware.Releases;
import dev.fieldcare.promises.Measure;
import dev.fieldcare.promises.Term;
import dev.fieldcare.promises.contracts.Agreements;
import dev.fieldcare.promises.coverage.CoverageDesk;
import dev.fieldcare.promises.standards.Standards;
import dev.fieldcare.promises.standards.Target;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.DeviceStates;
import dev.fieldcare.registry.Devices;
import dev.fieldcare.registry.parties.Contact;
import dev.fieldcare.registry.parties.Contacts;
import dev.fieldcare.registry.parties.Parties;
import dev.fieldcare.registry.parties.Whereabouts;
import dev.fieldcare.tickets.Around;
import dev.fieldcare.tickets.knowledge.Fix;
import dev.fieldcare.tickets.siblings.Fleet;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** What tickets learn of devices from the registry, the depot and the standard. */
final class DeviceKnowledge implements Fleet, Around {
  private static final String REPAIR_COUNT = "replacement.repairCount";
  private static final String REPAIR_WINDOW = "replacement.window";

  private final Devices devices;
  private final DeviceStates states;
  private final Releases releases;
  private final Standards standards;
  private final Agreements agreements;
  private final Parties parties;

  DeviceKnowledge(
      Devices devices,
      DeviceStates states,
      Releases releases,
      CoverageDesk coverage,
      Parties parties) {
    this.devices = devices;
    this.states = states;
    this.releases = releases;
    this.standards = coverage.standards();
    this.agreements = coverage.agreements();
    this.parties = parties;
  }

  @Override
  public List<Device> devices() {
    return devices.all();
  }

  @Override
  public Optional<Device> find(String device) {
    return devices.find(device);
  }

  @Override
  public Optional<DeviceStates.Firmware> firmware(Device device) {
    return states.currentFirmware(device);
  }

  @Override
  public Future<Map<Integer, String>> versionsAt(SqlClient sql, Map<Integer, Instant> moments) {
    return states.versionsAt(sql, moments);
  }

  @Override
  public Optional<Device> device(String id) {
    return devices.find(id);
  }

  @Override
  public Future<Map<String, JsonObject>> places(SqlClient sql, List<Device> asked) {
    return parties
        .sites()
        .whereabouts(sql, asked)
        .compose(
            sites ->
                parties
                    .contacts()
                    .contactsFor(sql, asked.stream().flatMap(DeviceKnowledge::place).toList())
                    .map(
                        contacts -> {
                          var all = new HashMap<String, JsonObject>();
                          asked.forEach(each -> all.put(each.id(), place(each, sites, contacts)));
                          return all;
                        }));
  }

  private static Stream<Contacts.Place> place(Device device) {
    String customer = device.customer();
    return Stream.ofNullable(customer).map(known -> new Contacts.Place(known, device.site()));
  }

  private static JsonObject place(
      Device device, Map<String, Whereabouts> sites, Map<Contacts.Place, Contact> contacts) {
    Whereabouts where = sites.get(device.id());
    var place = new JsonObject();
    if (where != null && where.site() != null) {
      place.put("site", where.site().json());
    }
    place(device)
        .map(contacts::get)
        .filter(Objects::nonNull)
        .forEach(contact -> place.put("contact", contact.json()));
    return place;
  }

  @Override
  public Optional<Fix> fix(Device device, String symptom) {
    String running =
        states.currentFirmware(device).map(DeviceStates.Firmware::version).orElse(null);
    var ofModel = new ReleaseFilter(device.model(), java.util.Set.of(), null);
    return Fix.of(device, symptom, running, releases.list(ofModel));
  }

  /** One that never says whether it is online was heard all the same, or there were no ticket. */
  @Override
  public boolean isReachable(Device device) {
    return states.presence(device).map(DeviceStates.Presence::online).orElse(true);
  }

  @Override
  public Future<Map<String, RepairLimit>> repairLimits(
      SqlClient sql, List<Device> asked, Instant now) {
    return agreements
        .targets(sql, asked, now)
        .map(
            targets -> {
              var all = new HashMap<String, RepairLimit>();
              targets.forEach((device, target) -> all.put(device, repairLimit(target, now)));
              return all;
            });
  }

  private RepairLimit repairLimit(Target target, Instant now) {
    return new RepairLimit(
        standards.resolve(REPAIR_COUNT, target, now).count(),
        before(now, standards.resolve(REPAIR_WINDOW, target, now).term()));
  }

  /** Months by the calendar; of other measures an hour is an hour and a day a day. */
  private static Instant before(Instant now, Term term) {
    if (term.measure() == Measure.CALENDAR_MONTHS) {
      return now.atOffset(ZoneOffset.UTC).minusMonths(term.amount().longValue()).toInstant();
    }
    boolean isHours = term.measure() == Measure.ELAPSED || term.measure() == Measure.BUSINESS_HOURS;
    double hours = term.amount().doubleValue() * (isHours ? 1 : 24);
    return now.minus(Duration.ofSeconds(Math.round(hours * 3600)));
  }
}

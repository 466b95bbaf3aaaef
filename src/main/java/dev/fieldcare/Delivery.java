package dev.fieldcare;

import static dev.fieldcare.Running.await;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import dev.fieldcare.firmware.Image;
import dev.fieldcare.firmware.PublishedTarget;
import dev.fieldcare.firmware.ReleaseFilter;
import dev.fieldcare.gateway.Desired;
import dev.fieldcare.gateway.Fleet;
import dev.fieldcare.gateway.UpdateReports;
import dev.fieldcare.gateway.UpdateTalk;
import dev.fieldcare.gateway.http.Firmware;
import dev.fieldcare.gateway.http.HttpGateway;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.DeviceLink;
import dev.fieldcare.registry.DeviceStates;
import dev.fieldcare.registry.Devices;
import dev.fieldcare.registry.Model;
import dev.fieldcare.registry.Models;
import dev.fieldcare.registry.Registration;
import dev.fieldcare.registry.enrolment.Enrolments;
import dev.fieldcare.rollout.Action;
import dev.fieldcare.rollout.ActionNews;
import dev.fieldcare.rollout.Actions;
import dev.fieldcare.rollout.Catalog;
import dev.fieldcare.rollout.Orders;
import dev.fieldcare.rollout.Patience;
import dev.fieldcare.rollout.Receipts;
import dev.fieldcare.rollout.UpdateRounds;
import dev.fieldcare.rollout.WorkDays;
import dev.fieldcare.telemetry.StateReport;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How firmware comes to devices: actions, what devices ask, what they are told, their receipts. */
final class Delivery {
  private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

  private final Vertx vertx;
  private final Depot depot;
  private final Devices devices;
  private final Actions actions;
  private final Catalog catalog;
  private final Orders orders;
  private final Receipts receipts;
  private final UpdateRounds rounds;
  private final Desired desired;
  private final HttpGateway http;
  private final UpdateTalk talk;
  private final List<DeviceLink> links = new CopyOnWriteArrayList<>();
  private final Map<Integer, byte[]> lastTold = new ConcurrentHashMap<>();
  private volatile String root = "";

  /** Blocks until what is open is known. */
  Delivery(
      Vertx vertx,
      Database database,
      Journal journal,
      Clock clock,
      Settings settings,
      Depot depot,
      Devices devices,
      DeviceStates states,
      Models models,
      Enrolments enrolments,
      WorkDays workDays,
      MeterRegistry meters) {
    this.vertx = vertx;
    this.depot = depot;
    this.devices = devices;
    catalog =
        new Catalog(
            depot.releases()::find,
            depot.releases()::find,
            () -> depot.releases().list(ReleaseFilter.ALL));
    actions = new Actions(database, journal, clock, devices, states, catalog, workDays);
    await(actions.load());
    orders = new Orders(actions, states, depot.deltas()::find);
    receipts = new Receipts(actions, devices, enrolments::good);
    rounds =
        new UpdateRounds(
            actions,
            clock,
            new Patience(settings.silentAfter(), devices, models),
            settings.proofWithin());
    root = settings.publicRoot().orElse("");
    desired = new Desired(actions, () -> root, clock);
    http =
        new HttpGateway(
            vertx,
            Fleet.of(devices, enrolments),
            this::register,
            actions,
            (device, version, sha256) ->
                states.reportedFirmware(device, version, sha256, clock.instant()),
            firmware(models),
            settings.httpGateway(),
            clock,
            meters);
    talk =
        new UpdateTalk(new UpdateReports(actions), this::receipt, http.blocks()::block, this::tell);
    actions.onChange(this::tellAgain);
    Gauge.builder("fieldcare.actions.open", actions, Actions::countOpen).register(meters);
  }

  private Firmware firmware(Models models) {
    return new Firmware(
        depot.images()::open,
        path ->
            depot
                .imageRepository()
                .target(path)
                .map(PublishedTarget::sha256)
                .flatMap(depot.images()::find),
        depot.imageRepository()::metadata,
        this::director,
        model -> models.find(model).map(Model::confidential).orElse(true),
        (release, sha256) ->
            release.image().sha256().equals(sha256)
                || depot.releases().extrasOf(release).stream()
                    .map(each -> each.image())
                    .map(Image::sha256)
                    .anyMatch(sha256::equals));
  }

  /** Signed on demand; of what was signed lately the other files are given as they were. */
  private Future<Optional<Buffer>> director(Device device, String name) {
    var director = depot.director();
    return vertx.executeBlocking(
        () -> {
          if (name.equals("timestamp.json")) {
            return Optional.of(Buffer.buffer(director.current(orders.of(device)).timestamp()));
          }
          var root = director.root(name);
          return root.isPresent()
              ? Optional.of(Buffer.buffer(Files.readAllBytes(root.get())))
              : director.find(device.id(), name).map(Buffer::buffer);
        },
        false);
  }

  private Future<Device> register(String id) {
    var wish =
        new Registration(id, null, Devices.GENERIC, null, null, null, null, null, null, Map.of());
    return devices.register(wish, "system").map(registered -> registered.device());
  }

  private Future<Void> receipt(Device device, byte[] text) {
    actions.heard(device);
    return receipts.accept(new String(text, StandardCharsets.UTF_8)).mapEmpty();
  }

  private byte[] tell(Device device) {
    byte[] message = desired.of(device);
    lastTold.put(device.number(), message);
    desired.told(device);
    return message;
  }

  /** Only what differs from what the device was told last. */
  private void tellAgain(ActionNews news) {
    Device device = news.device();
    tellNews(device);
    Action open = actions.update(device.number()).open();
    if (open == null) {
      lastTold.remove(device.number());
    }
  }

  private void tellNews(Device device) {
    byte[] message = desired.of(device);
    byte[] before = lastTold.put(device.number(), message);
    if (!Arrays.equals(before, message)) {
      send(device, message);
    }
  }

  private void send(Device device, byte[] message) {
    for (DeviceLink link : links) {
      link.send(device.id(), UpdateTalk.DESIRED, message, true)
          .onSuccess(
              sent -> {
                if (sent) {
                  desired.told(device);
                }
              })
          .onFailure(
              cause ->
                  LOG.warn("{} was not told of its update: {}", device.id(), cause.toString()));
    }
  }

  /** A way down to devices; everything open goes there at once. */
  void tellThrough(DeviceLink link) {
    links.add(link);
  }

  /** Tells everybody who has an update, as after a broker was away. */
  void tellAll() {
    for (Action action : actions.open()) {
      devices.find(action.device()).ifPresent(device -> send(device, desired.of(device)));
    }
  }

  /** Where devices find us when nothing else is configured. */
  void servedAt(String address) {
    if (root.isEmpty()) {
      root = address;
    }
  }

  /** What a device says that it runs, over MQTT. */
  Future<Void> runs(StateReport report) {
    String version = report.firmwareVersion();
    return version == null
        ? Future.succeededFuture()
        : actions.runs(report.device(), version, report.firmwareSha256(), report.bootId(), true);
  }

  /** The device was heard of, by whatever it said. */
  void heard(Device device) {
    actions.heard(device);
  }

  /** Looks for updates that time decides on, and tells devices of their windows. Blocks. */
  void goRound() {
    int found = await(rounds.run());
    if (found > 0) {
      LOG.info("{} updates are silent, unproven or too late", found);
    }
    for (Action action : actions.open()) {
      if (action.manner().maintenance() != null) {
        devices.find(action.device()).ifPresent(this::tellNews);
      }
    }
  }

  Catalog catalog() {
    return catalog;
  }

  Actions actions() {
    return actions;
  }

  Receipts receipts() {
    return receipts;
  }

  HttpGateway http() {
    return http;
  }

  UpdateTalk talk() {
    return talk;
  }
}

package dev.fieldcare.registry;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import dev.fieldcare.base.Page;
import dev.fieldcare.base.Problem;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import java.io.Reader;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All devices, in service or not, and their tokens. Look-ups and {@link #authenticate} are
 * immediate and thread-safe; every change is journalled in its own transaction and seen by look-ups
 * once it is committed.
 */
public final class Devices {
  /** The model of children whose gateway's attribute {@value #CHILD_MODEL} names no other. */
  public static final String GENERIC = "generic";

  public static final String CHILD_MODEL = "childModel";

  private static final Logger LOG = LoggerFactory.getLogger(Devices.class);
  private static final int MOST_CHILDREN = 1_000;
  private static final int BATCH = 500;

  private final Database database;
  private final Journal journal;
  private final Clock clock;
  private final Models models;

  private final Turns turns = new Turns();
  private final Roster roster = new Roster();
  private final Credentials credentials = new Credentials();
  private final Map<String, Future<Device>> childrenOnTheirWay = new ConcurrentHashMap<>();
  private final List<Consumer<Device>> listeners = new CopyOnWriteArrayList<>();

  public Devices(Database database, Journal journal, Clock clock, Models models) {
    this.database = database;
    this.journal = journal;
    this.clock = clock;
    this.models = models;
  }

  /** Reads all devices and tokens into memory; to be called once, before anything else. */
  public Future<Void> load() {
    return turns.next(
        () ->
            DeviceTable.each(database.pool(), roster::put)
                .compose(read -> DeviceTable.tokens(database.pool(), clock.instant()))
                .map(
                    rows -> {
                      rows.forEach(this::remember);
                      return null;
                    }));
  }

  private void remember(Row token) {
    OffsetDateTime expires = token.getOffsetDateTime(2);
    credentials.add(
        token.getInteger(1),
        token.getBuffer(0).getBytes(),
        expires == null ? null : expires.toInstant());
  }

  public Optional<Device> find(String id) {
    return roster.find(id);
  }

  public Optional<Device> find(int number) {
    return roster.find(number);
  }

  /**
   * @throws Problem {@code device.unknown}
   */
  public Device get(String id) {
    return find(id)
        .orElseThrow(() -> Problem.notFound("device.unknown", "no device is called " + id));
  }

  /** Those in service that report through the gateway, in no order. */
  public List<Device> children(String gateway) {
    return roster.childrenOf(gateway).stream().filter(d -> !d.isDecommissioned()).toList();
  }

  /** Those there are, in service or not, in no order. */
  public List<Device> all() {
    return roster.all();
  }

  /** How many there are, in service or not. */
  public int count() {
    return roster.size();
  }

  /** The device in service whose token this is. */
  public Optional<Device> authenticate(String token) {
    var number = credentials.deviceOf(token, clock.instant());
    return number.isEmpty()
        ? Optional.empty()
        : find(number.getAsInt()).filter(device -> !device.isDecommissioned());
  }

  /** The SHA-256 of each token of the device that is good now: a secret it shares with us. */
  public List<byte[]> secretsOf(Device device) {
    return credentials.secretsOf(device.number(), clock.instant());
  }

  /** Ordered by id. */
  public Future<Page<Device>> list(DeviceFilter filter, int limit, @Nullable String after) {
    return list(filter, DeviceCondition.NONE, limit, after);
  }

  /** Only those of them that the condition holds for. */
  public Future<Page<Device>> list(
      DeviceFilter filter, DeviceCondition condition, int limit, @Nullable String after) {
    return DeviceTable.list(database.pool(), filter, condition, limit + 1, after)
        .map(devices -> Page.of(devices, limit, Device::id));
  }

  /**
   * How many devices in use stand at each of the sites, for those that have any.
   *
   * @param customer counts only this customer's; with null everybody's
   */
  public Future<Map<String, Integer>> countAtSites(
      Collection<String> sites, @Nullable String customer) {
    return DeviceTable.countAtSites(database.pool(), sites, customer);
  }

  /** Fails with {@code device.exists}, {@code device.serial-taken}, {@code model.unknown} …. */
  public Future<Registered> register(Registration registration, String actor) {
    return registerAll(List.of(registration), actor).map(List::getFirst);
  }

  /**
   * All or none, in one transaction. A device's {@code via} may be one of those before it in the
   * list.
   */
  Future<List<Registered>> registerAll(List<Registration> registrations, String actor) {
    return turns.next(
        () -> {
          new Arrivals(roster, models).check(registrations);
          return database
              .transaction(connection -> insertAll(connection, registrations, actor))
              .onSuccess(all -> all.forEach(this::publish));
        });
  }

  private Future<List<Registered>> insertAll(
      SqlConnection connection, List<Registration> registrations, String actor) {
    Instant now = clock.instant();
    var done = new ArrayList<Registered>();
    Future<Void> chain = DeviceTable.ensurePlaces(connection, registrations);
    for (int from = 0; from < registrations.size(); from += BATCH) {
      var batch = registrations.subList(from, Math.min(from + BATCH, registrations.size()));
      chain = chain.compose(before -> insertBatch(connection, batch, actor, now, done));
    }
    return chain.map(nothing -> List.copyOf(done));
  }

  private Future<Void> insertBatch(
      SqlConnection connection,
      List<Registration> batch,
      String actor,
      Instant now,
      List<Registered> done) {
    return DeviceTable.insert(connection, batch, now)
        .compose(
            devices -> {
              var registered =
                  devices.stream().map(d -> new Registered(d, credentials.invent())).toList();
              done.addAll(registered);
              return DeviceTable.insertTokens(connection, registered, now).map(devices);
            })
        .compose(
            devices -> {
              var entries = new ArrayList<Future<Long>>();
              for (int i = 0; i < devices.size(); i++) {
                var entry = entry(devices.get(i), "registered", actor, facts(batch.get(i)));
                entries.add(journal.append(connection, entry));
              }
              return Future.all(entries).mapEmpty();
            });
  }

  private void publish(Registered registered) {
    credentials.add(registered.device().number(), Credentials.hash(registered.token()), null);
    publish(registered.device());
  }

  /**
   * Changes what the patch names, in the written form of a registration: null clears, attributes
   * are merged.
   */
  public Future<Device> update(String id, JsonObject patch, String actor) {
    return turns.next(
        () -> {
          Device before = inService(id);
          Registration after = Registration.patched(before, patch);
          new Arrivals(roster, models).checkChange(before, after);
          return database
              .transaction(
                  connection ->
                      DeviceTable.ensurePlaces(connection, List.of(after))
                          .compose(done -> DeviceTable.update(connection, after))
                          .compose(
                              device ->
                                  journal
                                      .append(connection, entry(device, "updated", actor, patch))
                                      .map(device)))
              .onSuccess(this::publish);
        });
  }

  /** Succeeds with a new token; those before it work for {@code overlap} more. */
  public Future<String> rotateToken(String id, Duration overlap, String actor) {
    return turns.next(
        () -> {
          Device device = inService(id);
          if (overlap.isNegative()) {
            throw Problem.badInput("token.overlap", "overlap: expected 0s or more");
          }
          Instant now = clock.instant();
          Instant until = now.plus(overlap);
          String token = credentials.invent();
          JsonObject data = new JsonObject().put("oldWorksUntil", until.toString());
          return database
              .transaction(
                  connection ->
                      DeviceTable.expireTokens(connection, device.number(), now, until)
                          .compose(
                              done ->
                                  DeviceTable.insertTokens(
                                      connection, List.of(new Registered(device, token)), now))
                          .compose(
                              done ->
                                  journal.append(
                                      connection, entry(device, "token-rotated", actor, data))))
              .map(
                  done -> {
                    credentials.expire(device.number(), until);
                    credentials.add(device.number(), Credentials.hash(token), null);
                    publish(device);
                    return token;
                  });
        });
  }

  /** Takes a device out of service for good; its tokens are void at once. */
  public Future<Void> decommission(String id, String actor) {
    return turns.next(
        () -> {
          Device device = inService(id);
          return database
              .transaction(
                  connection ->
                      DeviceTable.decommission(connection, device, clock.instant())
                          .compose(
                              gone ->
                                  journal
                                      .append(
                                          connection,
                                          entry(gone, "decommissioned", actor, new JsonObject()))
                                      .map(gone)))
              .map(
                  gone -> {
                    credentials.revoke(gone.number());
                    publish(gone);
                    return null;
                  });
        });
  }

  /**
   * The gateway's child of that name, registered if there is none yet. It may be out of service.
   * Fails with {@code gateway.children} when the gateway has too many.
   */
  public Future<Device> child(Device gateway, String name) {
    Optional<Device> known = roster.child(gateway.id(), name);
    if (known.isPresent()) {
      return Future.succeededFuture(known.get());
    }
    String key = gateway.id() + '\0' + name;
    Promise<Device> mine = Promise.promise();
    Future<Device> already = childrenOnTheirWay.putIfAbsent(key, mine.future());
    if (already != null) {
      return already;
    }
    turns
        .next(() -> registerChild(gateway, name))
        .onComplete(
            (child, failure) -> {
              childrenOnTheirWay.remove(key);
              mine.complete(child, failure);
            });
    return mine.future();
  }

  private Future<Device> registerChild(Device gateway, String name) {
    Optional<Device> known = roster.child(gateway.id(), name);
    if (known.isPresent()) {
      return Future.succeededFuture(known.get());
    }
    if (roster.childrenOf(gateway.id()).size() >= MOST_CHILDREN) {
      throw Problem.conflict(
          "gateway.children",
          "gateway " + gateway.id() + " has " + MOST_CHILDREN + " children; no more are taken");
    }
    String model = gateway.attributes().getOrDefault(CHILD_MODEL, GENERIC);
    String id =
        ChildId.candidates(gateway.id(), name).stream()
            .filter(candidate -> find(candidate).isEmpty())
            .findFirst()
            .orElseThrow(() -> DeviceTable.exists(gateway.id() + ":" + name));
    var child =
        new Registration(
            id,
            null,
            models.find(model).isPresent() ? model : GENERIC,
            name,
            gateway.customer(),
            gateway.site(),
            null,
            gateway.id(),
            null,
            Map.of());
    return database
        .transaction(
            connection ->
                DeviceTable.insert(connection, List.of(child), clock.instant())
                    .map(List::getFirst)
                    .compose(
                        device ->
                            journal
                                .append(
                                    connection,
                                    entry(
                                        device,
                                        "registered",
                                        "device:" + gateway.id(),
                                        facts(child)))
                                .map(device)))
        .onSuccess(this::publish);
  }

  /** Reads devices from CSV; see {@link DeviceCsv} for the form and {@link CsvImport}. */
  public Future<CsvImport> importCsv(Reader csv, boolean dryRun, String actor) {
    return DeviceCsv.importInto(this, new Arrivals(roster, models), csv, dryRun, actor);
  }

  /** Called, on any thread, after a device was registered, edited, decommissioned or re-keyed. */
  public void onChange(Consumer<Device> listener) {
    listeners.add(listener);
  }

  private void publish(Device device) {
    roster.put(device);
    for (Consumer<Device> listener : listeners) {
      try {
        listener.accept(device);
      } catch (RuntimeException e) {
        LOG.error("a listener failed on device {}", device.id(), e);
      }
    }
  }

  private Device inService(String id) {
    Device device = get(id);
    if (device.isDecommissioned()) {
      throw Problem.conflict("device.decommissioned", "device " + id + " is decommissioned");
    }
    return device;
  }

  private static Journal.Entry entry(Device device, String verb, String actor, JsonObject data) {
    return new Journal.Entry(actor, "device:" + device.id(), "device." + verb, data);
  }

  private static JsonObject facts(Registration r) {
    var data = new JsonObject().put("model", r.model()).put("serial", r.serialOrId());
    if (r.via() != null) {
      data.put("via", r.via());
    }
    return data;
  }
}

package dev.fieldcare.tickets;

import dev.fieldcare.registry.Device;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Surroundings a test can arrange; at first everything is covered. */
final class House implements Surroundings {
  static final Entitled FULLY =
      new Entitled(100, 100, 100, new JsonObject().put("basis", "WARRANTY"));

  volatile Entitled entitled = FULLY;
  volatile boolean remote;
  volatile Duration soak = Duration.ZERO;
  volatile Duration repairWarranty = Duration.ofDays(90);

  /** Where clocks really run, if a test wants them to. */
  volatile @Nullable TicketPromises promises;

  final Map<String, Device> devices = new HashMap<>();
  final Map<String, String> updates = new HashMap<>();
  final Set<String> warrantedCauses = new HashSet<>();
  final Set<String> heldLots = new HashSet<>();
  final List<JsonObject> installed = new ArrayList<>();
  final List<String> clocks = new ArrayList<>();

  @Override
  public Optional<Device> device(String id) {
    return Optional.ofNullable(devices.get(id));
  }

  @Override
  public Optional<String> updateUnderWay(String device) {
    return Optional.ofNullable(updates.get(device));
  }

  @Override
  public Future<Map<String, Entitled>> entitle(
      SqlConnection transaction, List<Ticket> tickets, JsonObject diagnosis, Instant at, Actor by) {
    String cause = diagnosis.getString("causeCode", diagnosis.getString("cause"));
    var all = new HashMap<String, Entitled>();
    boolean isRepeat = cause != null && warrantedCauses.contains(cause);
    tickets.forEach(each -> all.put(each.number(), isRepeat ? FULLY : entitled));
    return Future.succeededFuture(all);
  }

  @Override
  public Future<Boolean> isRemote(SqlClient client, Ticket ticket) {
    return Future.succeededFuture(remote);
  }

  @Override
  public Future<Duration> soak(SqlClient client, Ticket ticket) {
    return Future.succeededFuture(soak);
  }

  @Override
  public Future<QuoteTerms> quoteTerms(SqlClient client, Ticket ticket, Instant now) {
    var labour = new Labour(20_000, List.of(100, 150, 220));
    return Future.succeededFuture(new QuoteTerms(labour, now.plus(Duration.ofDays(30))));
  }

  @Override
  public Future<Optional<String>> partRefusal(SqlClient client, Ticket ticket, JsonObject part) {
    String lot = String.valueOf(part.getString("lot"));
    return Future.succeededFuture(
        heldLots.contains(lot) ? Optional.of("lot " + lot + " is ON_HOLD") : Optional.empty());
  }

  @Override
  public Future<Void> install(
      SqlConnection transaction, Ticket ticket, JsonObject part, Instant at, Actor by) {
    installed.add(part.copy().put("device", ticket.device()));
    return Future.succeededFuture();
  }

  @Override
  public Future<Optional<Instant>> warrantRepair(
      SqlConnection transaction, Ticket ticket, JsonObject diagnosis, Instant at, Actor by) {
    if (diagnosis.getString("cause") != null) {
      warrantedCauses.add(diagnosis.getString("cause"));
    }
    return Future.succeededFuture(Optional.of(at.plus(repairWarranty)));
  }

  @Override
  public Future<Void> clocks(
      SqlConnection transaction, Ticket ticket, List<ClockStep> steps, Actor by) {
    TicketPromises real = promises;
    if (real != null) {
      return real.clocks(transaction, ticket, steps, by);
    }
    steps.forEach(each -> clocks.add(ticket.number() + " " + each));
    return Future.succeededFuture();
  }
}

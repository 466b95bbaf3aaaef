package dev.fieldcare.tickets;

import dev.fieldcare.registry.Device;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the desk asks of the rest of the house, and tells it: what is covered, what is promised by
 * when, which parts may be put in. Everything that changes something does so in the desk's
 * transaction.
 */
public interface Surroundings {

  /** A house without contracts: nothing is covered, nothing promised, no device known. */
  Surroundings BARE = new Surroundings() {};

  default Optional<Device> device(String id) {
    return Optional.empty();
  }

  /** The release that an update under way will bring to the device. */
  default Optional<String> updateUnderWay(String device) {
    return Optional.empty();
  }

  /**
   * What is covered of a repair of each of these tickets, by their numbers. The decisions are kept.
   *
   * @param diagnosis empty while nobody has looked
   * @param at when the customers came with it
   */
  default Future<Map<String, Entitled>> entitle(
      SqlConnection transaction, List<Ticket> tickets, JsonObject diagnosis, Instant at, Actor by) {
    var none = new HashMap<String, Entitled>();
    tickets.forEach(each -> none.put(each.number(), Entitled.NOTHING));
    return Future.succeededFuture(none);
  }

  /** Whether no arrival is promised where the device stands. */
  default Future<Boolean> isRemote(SqlClient client, Ticket ticket) {
    return Future.succeededFuture(false);
  }

  /** How long a repaired device must have been quiet before the customer is asked to sign. */
  default Future<Duration> soak(SqlClient client, Ticket ticket) {
    return Future.succeededFuture(Duration.ZERO);
  }

  /** By which terms the ticket's work is quoted now. */
  default Future<QuoteTerms> quoteTerms(SqlClient client, Ticket ticket, Instant now) {
    return Future.succeededFuture(new QuoteTerms(new Labour(0, List.of(100)), now));
  }

  /** What is wrong with a part that is to be put into the ticket's device; empty when nothing. */
  default Future<Optional<String>> partRefusal(SqlClient client, Ticket ticket, JsonObject part) {
    return Future.succeededFuture(Optional.empty());
  }

  /** The part is in the device from now on; the one it replaces is not. */
  default Future<Void> install(
      SqlConnection transaction, Ticket ticket, JsonObject part, Instant at, Actor by) {
    return Future.succeededFuture();
  }

  /** Work on the ticket's device begins, or ends. */
  default Future<Void> repair(
      SqlConnection transaction, Ticket ticket, boolean begins, Instant at, Actor by) {
    return Future.succeededFuture();
  }

  /**
   * A repair was signed off: its warranty begins.
   *
   * @return until when it lasts
   */
  default Future<Optional<Instant>> warrantRepair(
      SqlConnection transaction, Ticket ticket, JsonObject diagnosis, Instant at, Actor by) {
    return Future.succeededFuture(Optional.empty());
  }

  /** The promises made on these tickets, by their numbers, as outside interfaces show them. */
  default Future<Map<String, JsonArray>> commitments(SqlClient client, List<String> numbers) {
    return Future.succeededFuture(Map.of());
  }

  /** Each of these things that happened to a ticket has clocks start, stand still or stop. */
  default Future<Void> clocks(
      SqlConnection transaction, Ticket ticket, List<ClockStep> steps, Actor by) {
    return Future.succeededFuture();
  }

  /** A ticket that was opened, and what that does to its clocks. */
  record Opened(Ticket ticket, List<ClockStep> steps) {}

  /** The same of many tickets that were opened together. */
  default Future<Void> clocks(SqlConnection transaction, List<Opened> opened, Actor by) {
    Future<Void> done = Future.succeededFuture();
    for (Opened each : opened) {
      done = done.compose(before -> clocks(transaction, each.ticket(), each.steps(), by));
    }
    return done;
  }
}

package dev.fieldcare.tickets;

import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.genealogy.Genealogy;
import dev.fieldcare.registry.genealogy.Unit;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Parts that a repair puts into a device, as {@code {"partNo", "lot", "serial", "replaces"}}: with
 * a serial a component of its own, without one some of a lot of material.
 */
final class TicketParts {
  private final Genealogy genealogy;

  TicketParts(Genealogy genealogy) {
    this.genealogy = genealogy;
  }

  /** What is wrong with the part; empty when nothing. */
  Future<Optional<String>> refusal(SqlClient sql, Device device, JsonObject part) {
    String number = Given.text(part, "partNo");
    String serial = serial(part);
    if (number == null || serial == null) {
      return Future.succeededFuture(
          Optional.of("a part has a partNo, and a serial or the lot it is of; found " + part));
    }
    String old = Given.text(part, "replaces");
    Future<Optional<Genealogy.Placed>> replaced =
        old == null ? Future.succeededFuture(Optional.empty()) : genealogy.find(sql, old);
    return genealogy
        .find(sql, serial)
        .compose(
            found ->
                replaced.map(
                    before ->
                        Optional.ofNullable(refusal(found.orElse(null), device, number))
                            .or(() -> wrongOld(old, before.orElse(null), device))));
  }

  private static @Nullable String refusal(
      Genealogy.@Nullable Placed found, Device device, String number) {
    if (found == null) {
      return null;
    }
    Unit unit = found.unit();
    if (unit.state() == Unit.State.SCRAPPED) {
      return unit.serial() + " was scrapped";
    }
    if (unit.partNo() != null && !unit.partNo().equals(number)) {
      return "%s is a %s, not a %s".formatted(unit.serial(), unit.partNo(), number);
    }
    return found.in() == null
        ? null
        : "%s is in %s: it cannot be put into %s"
            .formatted(unit.serial(), found.in(), device.serial());
  }

  private static Optional<String> wrongOld(
      @Nullable String old, Genealogy.@Nullable Placed found, Device device) {
    boolean isThere = found != null && device.serial().equals(found.in());
    return old == null || isThere
        ? Optional.empty()
        : Optional.of("%s, which is to be replaced, is not in %s".formatted(old, device.serial()));
  }

  /** The part is in the device from now on, the one it replaces is not. */
  Future<Void> install(
      SqlConnection sql, Ticket ticket, Device device, JsonObject part, Instant at, Actor by) {
    String lot = Given.text(part, "lot");
    boolean isComponent = Given.text(part, "serial") != null;
    var unit =
        new Unit(
            Objects.requireNonNull(serial(part)),
            isComponent ? Unit.Kind.COMPONENT : Unit.Kind.MATERIAL_LOT,
            Given.text(part, "partNo"),
            lot,
            null,
            Unit.State.IN_USE);
    return genealogy
        .know(sql, device.serial(), device.lot())
        .compose(
            done ->
                genealogy.replacePart(
                    sql,
                    device.serial(),
                    Given.text(part, "replaces"),
                    unit,
                    at,
                    ticket.key(),
                    by.journalName()));
  }

  private static @Nullable String serial(JsonObject part) {
    String serial = Given.text(part, "serial");
    return serial == null ? Given.text(part, "lot") : serial;
  }
}

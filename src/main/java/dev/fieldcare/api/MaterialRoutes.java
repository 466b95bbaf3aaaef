package dev.fieldcare.api;

import dev.fieldcare.base.Page;
import dev.fieldcare.base.Problem;
import dev.fieldcare.quality.Lot;
import dev.fieldcare.quality.Lots;
import dev.fieldcare.quality.Part;
import dev.fieldcare.quality.QualityDesk;
import dev.fieldcare.quality.Supplier;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Suppliers, parts and lots of material. */
final class MaterialRoutes {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,63}");
  private static final int LONGEST = 500;

  private final QualityDesk quality;

  MaterialRoutes(QualityDesk quality) {
    this.quality = quality;
  }

  Future<Reply> suppliers(Call call) {
    return quality
        .catalog()
        .suppliers(call.query().limit(), call.query().text("after"))
        .map(page -> reply(page, Supplier::json));
  }

  Future<Reply> supplier(Call call) {
    return quality.catalog().getSupplier(call.path("id")).map(Supplier::json).map(Reply::ok);
  }

  Future<Reply> putSupplier(Call call) {
    String id = call.path("id");
    return quality
        .catalog()
        .put(Supplier.parse(id, call.bodyOf(id)), call.caller().actor())
        .map(Supplier::json)
        .map(Reply::ok);
  }

  Future<Reply> parts(Call call) {
    return quality
        .catalog()
        .parts(call.query().limit(), call.query().text("after"))
        .map(page -> reply(page, Part::json));
  }

  Future<Reply> putPart(Call call) {
    String id = call.path("id");
    return quality
        .catalog()
        .put(Part.parse(id, call.bodyOf("partNo", id)), call.caller().actor())
        .map(Part::json)
        .map(Reply::ok);
  }

  Future<Reply> lots(Call call) {
    Query query = call.query();
    Lot.State state = state(query, "state", Lot.State.values());
    var filter =
        new Lots.Filter(
            query.text("part"), query.text("supplier"), state, query.flag("uninspected", false));
    return quality
        .lots()
        .list(filter, query.limit(), query.text("after"))
        .map(page -> reply(page, Lot::json));
  }

  Future<Reply> lot(Call call) {
    return quality.lots().get(call.path("id")).map(Lot::json).map(Reply::ok);
  }

  Future<Reply> receive(Call call) {
    Body body = call.body("id", "partNo", "supplier", "quantity");
    var delivery =
        new Lots.Delivery(
            id(body, "id"),
            body.required("partNo"),
            body.required("supplier"),
            whole(body, "quantity", 100_000_000));
    return quality
        .lots()
        .receive(delivery, call.caller().actor())
        .map(lot -> Reply.created("/api/v1/lots/" + lot.id(), lot.json()));
  }

  Future<Reply> transition(Call call) {
    Body body = call.body("to", "reason", "verification");
    var step =
        new Lots.Step(
            code(body, "to", Lot.State.values()),
            words(body, "reason"),
            words(body, "verification"));
    return quality
        .lots()
        .transition(call.path("id"), step, call.caller().actor())
        .map(Lot::json)
        .map(Reply::ok);
  }

  static <T> Reply reply(Page<T> page, Function<T, JsonObject> json) {
    return Reply.page(page.items().stream().map(json).toList(), page.next());
  }

  static String id(Body body, String name) {
    String found = body.required(name);
    if (!ID.matcher(found).matches()) {
      throw Body.bad(name, "the form " + ID.pattern(), found);
    }
    return found;
  }

  static int whole(Body body, String name, int most) {
    Object found = body.json().getValue(name);
    if (found instanceof Integer number && number >= 1 && number <= most) {
      return number;
    }
    throw Body.bad(name, "a whole number from 1 to " + most, String.valueOf(found));
  }

  /** What people say; null when they say nothing. */
  static @Nullable String words(Body body, String name) {
    String text = body.text(name);
    if (text == null || text.isBlank()) {
      return null;
    }
    if (text.length() > LONGEST || text.chars().anyMatch(c -> c == 0)) {
      throw Body.bad(name, "at most " + LONGEST + " characters", text);
    }
    return text.strip();
  }

  static String requiredWords(Body body, String name) {
    String text = words(body, name);
    if (text == null) {
      throw Problem.badInput("body." + name, name + ": expected a text, found none");
    }
    return text;
  }

  static <E extends Enum<E>> E code(Body body, String name, E[] all) {
    String text = body.required(name);
    return find(text, all).orElseThrow(() -> Body.bad(name, "one of " + List.of(all), text));
  }

  static <E extends Enum<E>> @Nullable E state(Query query, String name, E[] all) {
    return query.code(name, text -> find(text, all), Arrays.stream(all).map(Enum::name).toList());
  }

  private static <E extends Enum<E>> Optional<E> find(String text, E[] all) {
    return Arrays.stream(all).filter(each -> each.name().equals(text)).findFirst();
  }
}

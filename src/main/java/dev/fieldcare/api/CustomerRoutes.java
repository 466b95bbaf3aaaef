package dev.fieldcare.api;

import dev.fieldcare.registry.Customers;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;

/** Who owns devices. */
final class CustomerRoutes {
  private final Customers customers;

  CustomerRoutes(Customers customers) {
    this.customers = customers;
  }

  Future<Reply> list(Call call) {
    return customers
        .list(call.query().limit(), call.query().text("after"))
        .map(
            page ->
                Reply.page(page.items().stream().map(CustomerRoutes::json).toList(), page.next()));
  }

  Future<Reply> put(Call call) {
    Body body = call.body("id", "name", "type");
    String id = samePath(call, body);
    String type = body.text("type");
    return customers
        .save(
            new Customers.Customer(
                id, body.required("name"), type(type == null ? "BUSINESS" : type)),
            call.caller().actor())
        .map(saved -> Reply.ok(json(saved)));
  }

  private static Customers.Type type(String code) {
    return Arrays.stream(Customers.Type.values())
        .filter(each -> each.name().equals(code))
        .findFirst()
        .orElseThrow(() -> Body.bad("type", "BUSINESS or CONSUMER", code));
  }

  private static String samePath(Call call, Body body) {
    String id = call.path("id");
    String stated = body.text("id");
    if (stated != null && !stated.equals(id)) {
      throw Body.bad("id", id + " as in the path", stated);
    }
    return id;
  }

  private static JsonObject json(Customers.Customer customer) {
    return new JsonObject()
        .put("id", customer.id())
        .put("name", customer.name())
        .put("type", customer.type().name());
  }
}

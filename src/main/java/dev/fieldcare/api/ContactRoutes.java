package dev.fieldcare.api;

import dev.fieldcare.registry.parties.Contact;
import dev.fieldcare.registry.parties.Contacts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

/** People at customers; customers see their own. */
final class ContactRoutes {
  private final Vertx vertx;
  private final Contacts contacts;

  ContactRoutes(Vertx vertx, Contacts contacts) {
    this.vertx = vertx;
    this.contacts = contacts;
  }

  /** With an address, whom it belongs to; else a page of all. */
  Future<Reply> list(Call call) {
    Query query = call.query();
    String customer = query.customer(call.caller());
    String address = query.text("address");
    if (address == null) {
      return contacts
          .list(customer, query.text("site"), query.limit(), query.text("after"))
          .map(page -> Reply.page(page.items().stream().map(Contact::json).toList(), page.next()));
    }
    return contacts
        .contactsOf(address)
        .map(
            found ->
                Reply.page(
                    found.stream()
                        .filter(each -> customer == null || each.customer().equals(customer))
                        .map(Contact::json)
                        .toList(),
                    null));
  }

  Future<Reply> get(Call call) {
    String id = call.path("id");
    return contacts
        .find(id)
        .map(
            found ->
                found
                    .filter(it -> call.caller().maySee(it.customer()))
                    .orElseThrow(() -> Contacts.unknown(id)))
        .map(contact -> Reply.ok(contact.json()));
  }

  Future<Reply> add(Call call) {
    return contacts
        .add(Contact.parse(call.anyBody()), call.caller().actor())
        .map(it -> Reply.created("/api/v1/contacts/" + it.id(), it.json()));
  }

  Future<Reply> put(Call call) {
    JsonObject body = call.bodyOf(call.path("id"));
    return contacts
        .save(Contact.parse(body), call.caller().actor())
        .map(contact -> Reply.ok(contact.json()));
  }

  Future<Reply> delete(Call call) {
    return contacts.remove(call.path("id"), call.caller().actor()).map(done -> Reply.nothing());
  }

  Future<Reply> importCsv(Call call) {
    boolean dryRun = call.query().flag("dryRun", false);
    String actor = call.caller().actor();
    return CsvBody.importing(vertx, call, csv -> contacts.importCsv(csv, dryRun, actor));
  }
}

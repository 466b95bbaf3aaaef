package dev.fieldcare.tickets;

import dev.fieldcare.base.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;

/**
 * What was found, done, replaced and tested: the document a customer signs before a repair counts
 * as done.
 *
 * @param version counts the reports of a ticket; only the newest can be signed
 * @param document canonical JSON; {@code hash} is its SHA-256
 */
public record ServiceReport(
    long id, String ticket, int version, String document, String hash, Instant at) {

  /** What a report of this ticket says now. */
  static String write(Ticket ticket, JsonObject facts, List<Quote> quotes, int version) {
    return Json.canonical(
        new JsonObject()
            .put("document", "service report")
            .put("ticket", ticket.number())
            .put("version", version)
            .put("device", ticket.device())
            .put("model", ticket.model())
            .put("customer", ticket.customer())
            .put("site", ticket.site())
            .put("symptom", ticket.symptom())
            .put("because", ticket.because().text())
            .put("found", Diagnosis.onRecord(facts))
            .put("done", facts.getValue("work"))
            .put("guidance", facts.getValue("guidance"))
            .put("fix", facts.getValue("fix"))
            .put("parts", facts.getValue("parts"))
            .put("test", facts.getValue("test"))
            .put(
                "quotes",
                new JsonArray(
                    quotes.stream()
                        .filter(each -> each.state() == Quote.State.ACCEPTED)
                        .map(
                            each ->
                                new JsonObject().put("name", each.name()).put("hash", each.hash()))
                        .toList())));
  }

  /** As outside interfaces show it. */
  public JsonObject json() {
    return new JsonObject()
        .put("id", Long.toString(id))
        .put("ticket", ticket)
        .put("version", version)
        .put("document", document)
        .put("hash", hash)
        .put("at", at.toString());
  }
}

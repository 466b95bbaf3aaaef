package dev.fieldcare.api;

import dev.fieldcare.base.Page;
import dev.fieldcare.promises.Commitment;
import dev.fieldcare.promises.Ledger;
import dev.fieldcare.promises.LedgerLine;
import dev.fieldcare.promises.Outcome;
import dev.fieldcare.registry.Role;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

/** The ledger of promises: a customer reads their own, staff anybody's. */
final class LedgerRoutes {
  private static final List<String> OUTCOMES =
      Arrays.stream(Outcome.values()).map(Outcome::name).toList();
  private static final List<String> FORMATS = List.of("json", "csv");

  private final Ledger ledger;

  LedgerRoutes(Ledger ledger) {
    this.ledger = ledger;
  }

  Future<Reply> list(Call call) {
    Query query = call.query();
    String customer = customer(call);
    Outcome outcome = query.code("outcome", LedgerRoutes::outcome, OUTCOMES);
    boolean isCsv = isCsv(call);
    return ledger
        .list(customer, outcome, query.limit(), query.cursor("after"))
        .map(page -> told(call, page))
        .compose(
            page ->
                isCsv
                    ? Future.succeededFuture(csv(page))
                    : ledger.summary(customer).map(summary -> json(page, summary)));
  }

  private static Page<LedgerLine> told(Call call, Page<LedgerLine> page) {
    return call.caller().role() == Role.CUSTOMER
        ? new Page<>(page.items().stream().map(LedgerLine::forCustomer).toList(), page.next())
        : page;
  }

  private static @Nullable String customer(Call call) {
    String asked = call.query().text("customer");
    if (call.caller().role() != Role.CUSTOMER) {
      return asked;
    }
    String own = String.valueOf(call.caller().customer());
    if (asked != null && !asked.equals(own)) {
      throw Query.bad("customer", "your own, " + own, asked);
    }
    return own;
  }

  private static boolean isCsv(Call call) {
    String format =
        call.query().code("format", code -> Optional.of(code).filter(FORMATS::contains), FORMATS);
    String accept = call.request().getHeader("Accept");
    return format == null
        ? accept != null && accept.strip().startsWith("text/csv")
        : format.equals("csv");
  }

  private static Optional<Outcome> outcome(String code) {
    return Arrays.stream(Outcome.values())
        .filter(each -> each.name().equalsIgnoreCase(code))
        .findFirst();
  }

  private static Reply json(Page<LedgerLine> page, JsonObject summary) {
    return Reply.ok(
        new JsonObject()
            .put("summary", summary)
            .put(
                "items",
                new io.vertx.core.json.JsonArray(
                    page.items().stream().map(LedgerLine::json).toList()))
            .put("next", page.next()));
  }

  /** The same lines; what is behind them is named by the header Link. */
  private static Reply csv(Page<LedgerLine> page) {
    var text = new StringWriter();
    try (var printer =
        CSVFormat.RFC4180
            .builder()
            .setHeader(
                "commitment",
                "subject",
                "customer",
                "kind",
                "clause",
                "start",
                "deadline",
                "provisional",
                "outcome",
                "stop",
                "explanation",
                "evidence",
                "evidenceAt",
                "because",
                "journalSeq",
                "journalHash")
            .get()
            .print(text)) {
      for (LedgerLine line : page.items()) {
        print(printer, line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Reply reply = Reply.of(200, "text/csv; charset=utf-8", Buffer.buffer(text.toString()));
    return page.next() == null
        ? reply
        : reply.with("Link", "</api/v1/ledger?format=csv&after=" + page.next() + ">; rel=\"next\"");
  }

  private static void print(CSVPrinter printer, LedgerLine line) throws IOException {
    Commitment it = line.commitment();
    LedgerLine.Evidence evidence = line.evidence();
    printer.printRecord(
        it.id(),
        harmless(it.subject()),
        harmless(it.promise().customer()),
        harmless(it.kind()),
        harmless(it.promise().clause()),
        it.promise().start(),
        it.deadline() == null ? null : it.deadline().at(),
        it.deadline() != null && it.deadline().provisional(),
        it.outcome(),
        it.stop(),
        line.explanation(),
        evidence == null ? null : evidence.type(),
        evidence == null ? null : evidence.at(),
        evidence == null ? null : harmless(evidence.because()),
        evidence == null ? null : evidence.seq(),
        evidence == null ? null : evidence.hash());
  }

  /** What a spreadsheet would take for a formula is marked as a text. */
  private static @Nullable String harmless(@Nullable String text) {
    return text != null && text.matches("(?s)[=+\\-@\\t\\r].*") ? "'" + text : text;
  }
}

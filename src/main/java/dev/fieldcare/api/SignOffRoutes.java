package dev.fieldcare.api;

import dev.fieldcare.tickets.OneTimeCodes;
import dev.fieldcare.tickets.SignOff;
import dev.fieldcare.tickets.SignOffDesk;
import dev.fieldcare.tickets.Signing;
import dev.fieldcare.tickets.TicketDesk;
import dev.fieldcare.tickets.papers.Language;
import dev.fieldcare.tickets.papers.Papers;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;

/** What customers sign, and whether it still holds. */
final class SignOffRoutes {
  private final TicketSight tickets;
  private final SignOffDesk signOffs;
  private final Papers papers;

  SignOffRoutes(TicketDesk desk, SignOffDesk signOffs, Papers papers) {
    this.tickets = new TicketSight(desk);
    this.signOffs = signOffs;
    this.papers = papers;
  }

  Future<Reply> report(Call call) {
    return tickets
        .get(call.caller(), call.path("number"))
        .compose(ticket -> signOffs.report(ticket.number()))
        .map(report -> Reply.ok(report.json()));
  }

  /** The newest service report as PDF. */
  Future<Reply> printReport(Call call) {
    Language language = QuoteRoutes.language(call);
    return tickets
        .get(call.caller(), call.path("number"))
        .compose(ticket -> signOffs.report(ticket.number()))
        .compose(report -> papers.report(report, language))
        .map(QuoteRoutes::pdf);
  }

  /** What was signed, and by whom, as PDF. */
  Future<Reply> print(Call call) {
    Language language = QuoteRoutes.language(call);
    return seen(call).compose(signoff -> papers.signOff(signoff, language)).map(QuoteRoutes::pdf);
  }

  /** Sends a one-time code to the customer's mailbox or telephone. */
  Future<Reply> sendCode(Call call) {
    Body body = call.body("subject", "by");
    String subject = body.required("subject");
    String by = body.text("by");
    OneTimeCodes.Way way =
        by == null
            ? null
            : OneTimeCodes.Way.find(by).orElseThrow(() -> Body.bad("by", "email or sms", by));
    return seen(call, subject)
        .compose(document -> signOffs.sendCode(subject, way))
        .map(address -> Reply.ok(new JsonObject().put("sentTo", address)).status(201));
  }

  Future<Reply> sign(Call call) {
    Body body =
        call.body(
            "subject",
            "hash",
            "agreed",
            "signer",
            "method",
            "code",
            "drawing",
            "certificate",
            "signature",
            "reason");
    String subject = body.required("subject");
    String named = body.required("method");
    SignOff.Method method =
        Arrays.stream(SignOff.Method.values())
            .filter(each -> each.name().equalsIgnoreCase(named))
            .findFirst()
            .orElseThrow(() -> Body.bad("method", "code, drawn or certificate", named));
    if (!(body.json().getValue("agreed") instanceof Boolean agreed)) {
      throw Body.bad("agreed", "true or false", String.valueOf(body.json().getValue("agreed")));
    }
    var signing =
        new Signing(
            subject,
            body.required("hash"),
            agreed,
            body.required("signer"),
            method,
            body.json(),
            body.text("reason"));
    return seen(call, subject)
        .compose(document -> signOffs.sign(signing, TicketSight.actor(call)))
        .map(signoff -> Reply.created("/api/v1/signoffs/" + signoff.id(), signoff.json()));
  }

  Future<Reply> get(Call call) {
    return seen(call).map(signoff -> Reply.ok(signoff.json()));
  }

  Future<Reply> verify(Call call) {
    return seen(call).compose(signoff -> signOffs.verify(signoff.id())).map(Reply::ok);
  }

  /** Another's document is refused as one that does not exist. */
  private Future<SignOffDesk.Document> seen(Call call, String subject) {
    return signOffs
        .document(subject)
        .compose(
            document -> {
              String[] parts = document.subject().split(":", -1);
              String code = parts[0] + ".unknown";
              return tickets
                  .of(call.caller(), document.ticket(), code, parts[0] + " " + parts[1])
                  .map(document);
            });
  }

  private Future<SignOff> seen(Call call) {
    long id = TicketSight.id(call, "signoff.unknown", "sign-off");
    return signOffs
        .get(id)
        .compose(
            signoff ->
                tickets
                    .of(call.caller(), signoff.ticket(), "signoff.unknown", "sign-off " + id)
                    .map(signoff));
  }
}

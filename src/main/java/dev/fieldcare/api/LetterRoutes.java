package dev.fieldcare.api;

import dev.fieldcare.base.Problem;
import dev.fieldcare.messaging.LetterBox;
import dev.fieldcare.registry.Device;
import dev.fieldcare.tickets.Kind;
import dev.fieldcare.tickets.LetterDesk;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;

/** Mail that came in, for support: what went where, what was put aside and why. */
final class LetterRoutes {
  private static final List<String> DISPOSITIONS = List.of("handed", "automatic", "aside");

  private final LetterBox letters;
  private final LetterDesk desk;
  private final Sight sight;

  LetterRoutes(LetterBox letters, LetterDesk desk, Sight sight) {
    this.letters = letters;
    this.desk = desk;
    this.sight = sight;
  }

  Future<Reply> list(Call call) {
    Query query = call.query();
    String disposition =
        query.code(
            "disposition",
            code -> DISPOSITIONS.contains(code) ? Optional.of(code) : Optional.empty(),
            DISPOSITIONS);
    return letters
        .list(disposition, query.text("ticket"), query.limit(), query.cursor("after"))
        .map(page -> Reply.page(page.items(), page.next()));
  }

  Future<Reply> get(Call call) {
    return letters.get(id(call)).map(Reply::ok);
  }

  /** As it came, to be saved and never shown: what strangers send is not to run in our page. */
  Future<Reply> attachment(Call call) {
    String number = call.path("file");
    if (!number.matches("[0-9]{1,4}")) {
      throw Problem.notFound("letter.unknown", "there is no attachment " + number);
    }
    return letters
        .attachment(id(call), Integer.parseInt(number))
        .map(
            file ->
                Reply.of(200, "application/octet-stream", Buffer.buffer(file.content()))
                    .with("Content-Disposition", "attachment; filename=\"" + plain(file) + "\"")
                    .with("X-Content-Type-Options", "nosniff"));
  }

  private static String plain(dev.fieldcare.messaging.Letter.Attachment file) {
    return file.name().replaceAll("[^A-Za-z0-9._-]+", "_");
  }

  /** Puts a letter that was left to people on a ticket, or opens one with it. */
  Future<Reply> turn(Call call) {
    Body body = call.body("ticket", "kind", "device", "customer", "symptom", "severity");
    String code = body.text("kind");
    Kind kind =
        code == null
            ? Kind.CONSULTATION
            : Kind.find(code)
                .filter(each -> each != Kind.PROBLEM)
                .orElseThrow(() -> Body.bad("kind", "fault or consultation", code));
    String named = body.text("device");
    Device device = named == null ? null : sight.get(call.caller(), named);
    var wish =
        new LetterDesk.Wish(
            body.text("ticket"),
            kind,
            device,
            body.text("customer"),
            IntakeRoutes.symptom(body),
            IntakeRoutes.severity(body));
    return desk.turn(letters, id(call), wish, TicketSight.actor(call))
        .map(ticket -> Reply.created("/api/v1/tickets/" + ticket.number(), ticket.json()));
  }

  private static long id(Call call) {
    return TicketSight.id(call, "letter.unknown", "letter");
  }
}

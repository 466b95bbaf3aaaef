package dev.fieldcare.api;

import dev.fieldcare.registry.Role;
import dev.fieldcare.tickets.attachments.Attachment;
import dev.fieldcare.tickets.attachments.Attachments;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Files on tickets; a customer sees those on theirs that are not internal. */
final class AttachmentRoutes {
  private static final String TICKET = "ticket:";

  private final Attachments attachments;
  private final TicketSight tickets;

  AttachmentRoutes(Attachments attachments, TicketSight tickets) {
    this.attachments = attachments;
    this.tickets = tickets;
  }

  private static boolean maySee(Call call, Attachment it) {
    return call.caller().role() != Role.CUSTOMER || !it.internal();
  }

  Future<Reply> ofTicket(Call call) {
    return tickets
        .get(call.caller(), call.path("number"))
        .compose(ticket -> attachments.of(TICKET + ticket.number()))
        .map(
            found ->
                Reply.page(
                    found.stream().filter(it -> maySee(call, it)).map(Attachment::json).toList(),
                    null));
  }

  Future<Reply> addToTicket(Call call) {
    String given = call.query().text("name");
    String name = given == null ? "" : given;
    boolean internal = call.query().flag("internal", false);
    if (internal && call.caller().role() == Role.CUSTOMER) {
      throw Query.bad("internal", "nothing from a customer", "true");
    }
    return tickets
        .get(call.caller(), call.path("number"))
        .compose(
            ticket ->
                attachments.add(
                    TICKET + ticket.number(),
                    name,
                    call.bytes().getBytes(),
                    internal,
                    call.caller().actor()))
        .map(made -> Reply.created("/api/v1/attachments/" + made.id(), made.json()));
  }

  /** As it was sent; a browser shows it or saves it, and runs nothing of it. */
  Future<Reply> content(Call call) {
    return seen(call)
        .compose(
            it ->
                attachments
                    .content(it)
                    .map(
                        bytes ->
                            Reply.of(200, it.type(), Buffer.buffer(bytes))
                                .with("Content-Disposition", "inline; filename*=" + encoded(it))
                                .with("Content-Security-Policy", "sandbox; default-src 'none'")
                                .with("X-Content-Type-Options", "nosniff")
                                .with("Cache-Control", "private, no-store")));
  }

  private static String encoded(Attachment it) {
    String name = it.name() == null ? "file" : it.name();
    return "UTF-8''" + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private Future<Attachment> seen(Call call) {
    long id = TicketSight.id(call, "attachment.unknown", "attachment");
    return attachments
        .get(id)
        .compose(
            it ->
                tickets
                    .of(
                        call.caller(),
                        it.subject().substring(TICKET.length()),
                        "attachment.unknown",
                        "attachment " + id)
                    .map(ticket -> it))
        .map(
            it -> {
              if (!maySee(call, it)) {
                throw Attachments.unknown(id);
              }
              return it;
            });
  }

  Future<Reply> erase(Call call) {
    String reason = call.body("reason").required("reason");
    long id = TicketSight.id(call, "attachment.unknown", "attachment");
    return attachments.erase(id, reason, call.caller().actor()).map(it -> Reply.ok(it.json()));
  }
}

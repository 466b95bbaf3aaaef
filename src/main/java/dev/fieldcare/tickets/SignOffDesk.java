package dev.fieldcare.tickets;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import dev.fieldcare.base.Problem;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where customers sign quotes and service reports, or refuse to. Signing is the act: the quote is
 * accepted, the ticket closed, in the same transaction. Nobody signs in a customer's place.
 */
public final class SignOffDesk {

  /** Something to sign: whose ticket it is of, and the very text. */
  public record Document(String subject, String ticket, String name, String text, String hash) {
    public JsonObject json() {
      return new JsonObject()
          .put("subject", subject)
          .put("ticket", ticket)
          .put("name", name)
          .put("document", text)
          .put("hash", hash);
    }
  }

  private final Database database;
  private final Journal journal;
  private final TicketDesk desk;
  private final QuoteDesk quotes;
  private final OneTimeCodes codes;
  private final SignerTrust trust;
  private final Clock clock;

  public SignOffDesk(
      Database database,
      Journal journal,
      TicketDesk desk,
      QuoteDesk quotes,
      OneTimeCodes codes,
      SignerTrust trust,
      Clock clock) {
    this.database = database;
    this.journal = journal;
    this.desk = desk;
    this.quotes = quotes;
    this.codes = codes;
    this.trust = trust;
    this.clock = clock;
  }

  /** The document of that name; fails with {@code signoff.subject}. */
  public Future<Document> document(String subject) {
    return document(database.pool(), subject);
  }

  private static Future<Document> document(SqlClient sql, String subject) {
    String[] parts = subject.split(":", -1);
    if (parts.length == 2 && parts[1].matches("[0-9]{1,18}")) {
      long id = Long.parseLong(parts[1]);
      if (parts[0].equals("quote")) {
        return PgQuotes.get(sql, id)
            .map(it -> new Document(subject, it.ticket(), it.name(), it.document(), it.hash()));
      }
      if (parts[0].equals("report")) {
        return PgSignOffs.report(sql, id)
            .map(
                it ->
                    new Document(
                        subject,
                        it.ticket(),
                        it.ticket() + "/R" + it.version(),
                        it.document(),
                        it.hash()));
      }
    }
    throw Problem.badInput(
        "signoff.subject", "subject: expected quote:<id> or report:<id>, found " + subject);
  }

  /** The newest service report of a ticket; fails with {@code report.unknown}. */
  public Future<ServiceReport> report(String ticket) {
    return PgSignOffs.newestReport(database.pool(), ticket)
        .map(
            found -> {
              if (found == null) {
                throw Problem.notFound("report.unknown", ticket + " has no service report yet");
              }
              return found;
            });
  }

  /** Fails with {@code signoff.unknown}. */
  public Future<SignOff> get(long id) {
    return PgSignOffs.get(database.pool(), id);
  }

  /** The customer's last answer to the document of that name; empty while there is none. */
  public Future<Optional<SignOff>> answer(String subject) {
    return PgSignOffs.newestOf(database.pool(), subject).map(Optional::ofNullable);
  }

  /**
   * Sends a one-time code to where the ticket's contact is reached, or whom it knew to ask for.
   * Succeeds with that; fails with {@code signoff.address} when the contact cannot be reached that
   * way.
   *
   * @param way by mail or short message; null: by mail where there is an address, else the other
   */
  public Future<String> sendCode(String subject, OneTimeCodes.@Nullable Way way) {
    return document(subject)
        .compose(
            document ->
                desk.get(document.ticket())
                    .compose(
                        ticket -> {
                          OneTimeCodes.Way by = way == null ? way(contactOf(ticket)) : way;
                          String address = address(ticket, by);
                          return codes
                              .send(subject, document.hash(), document.name(), by, address)
                              .map(address);
                        }));
  }

  /** Who handed the ticket in; of one that opened by itself, whom it knew to ask for. */
  private static @Nullable JsonObject contactOf(Ticket ticket) {
    JsonObject known = ticket.known();
    return ticket.contact() != null || known == null
        ? ticket.contact()
        : known.getJsonObject("contact");
  }

  private static OneTimeCodes.Way way(@Nullable JsonObject contact) {
    return contact != null
            && Given.text(contact, "email") == null
            && Given.text(contact, "phone") != null
        ? OneTimeCodes.Way.SMS
        : OneTimeCodes.Way.EMAIL;
  }

  private static String address(Ticket ticket, OneTimeCodes.Way way) {
    boolean isMail = way == OneTimeCodes.Way.EMAIL;
    JsonObject contact = contactOf(ticket);
    String address = contact == null ? null : Given.text(contact, isMail ? "email" : "phone");
    if (address == null) {
      throw Problem.conflict(
          "signoff.address",
          "%s has no contact with %s"
              .formatted(ticket.number(), isMail ? "an e-mail address" : "a phone number"));
    }
    return isMail ? address : address.replaceAll("[\\s().-]", "");
  }

  /** Keeps the customer's answer and does what follows from it. */
  public Future<SignOff> sign(Signing it, Actor actor) {
    return Future.succeededFuture()
        .compose(
            go -> {
              check(it, actor);
              return evidence(it);
            })
        .compose(
            evidence -> {
              var kept = new ArrayList<SignOff>();
              return desk.changeAll(actor, sql -> keep(sql, it, evidence, actor, kept))
                  .map(done -> kept.getFirst());
            });
  }

  private static void check(Signing it, Actor actor) {
    if (actor.system() || !actor.isCustomer()) {
      throw new Problem(
          Problem.Kind.FORBIDDEN, "signoff.role", "only the customer signs, not " + actor.name());
    }
    if (it.signer().isBlank() || it.signer().length() > 200) {
      throw Problem.badInput("signoff.signer", "signer: expected a name, found none");
    }
    if (!it.agreed() && (it.reason() == null || it.reason().isBlank())) {
      throw Problem.badInput("signoff.reason", "reason: expected one for not signing, found none");
    }
  }

  private Future<JsonObject> evidence(Signing it) {
    if (!it.hash().matches("[0-9a-f]{64}")) {
      throw Problem.badInput("signoff.hash", "hash: expected 64 hex digits, found " + it.hash());
    }
    return switch (it.method()) {
      case CODE ->
          codes.check(it.subject(), it.hash(), String.valueOf(Given.text(it.proof(), "code")));
      case DRAWN -> {
        String drawing = String.valueOf(Given.text(it.proof(), "drawing"));
        Drawing.check(drawing);
        yield Future.succeededFuture(
            new JsonObject().put("drawing", drawing).put("sha256", Quote.hashOf(drawing)));
      }
      case CERTIFICATE -> Future.succeededFuture(received(it));
    };
  }

  /** That it came now is what proves later when it was made. */
  private JsonObject received(Signing it) {
    Instant now = clock.instant();
    return CertificateProof.check(it.proof(), it.hash(), now, now, trust);
  }

  private Future<List<TicketDesk.Change>> keep(
      SqlConnection sql, Signing it, JsonObject evidence, Actor actor, List<SignOff> kept) {
    return document(sql, it.subject())
        .compose(
            document ->
                TicketWork.lock(sql, List.of(document.ticket()))
                    .compose(done -> mustBeCurrent(sql, document, it))
                    .compose(
                        done ->
                            it.method() == SignOff.Method.CODE
                                ? OneTimeCodes.use(sql, it.subject(), it.hash())
                                : Future.succeededFuture())
                    .compose(
                        done ->
                            PgSignOffs.insert(
                                sql,
                                new SignOff(
                                    0,
                                    document.ticket(),
                                    it.subject(),
                                    it.hash(),
                                    it.agreed(),
                                    it.signer(),
                                    actor.name(),
                                    it.method(),
                                    clock.instant(),
                                    evidence.put("reason", it.reason()))))
                    .compose(
                        signoff -> {
                          kept.add(signoff);
                          return follow(sql, document, it, signoff, actor);
                        }));
  }

  private static Future<Void> mustBeCurrent(SqlConnection sql, Document document, Signing it) {
    if (!document.hash().equals(it.hash())
        || !document.hash().equals(Quote.hashOf(document.text()))) {
      throw Problem.conflict(
          "signoff.hash",
          "hash: expected that of %s, %s, found %s"
              .formatted(document.name(), document.hash(), it.hash()));
    }
    if (!it.subject().startsWith("report:")) {
      return Future.succeededFuture();
    }
    return PgSignOffs.newestReport(sql, document.ticket())
        .map(
            newest -> {
              if (newest == null || !it.subject().equals("report:" + newest.id())) {
                throw Problem.conflict(
                    "signoff.old", document.name() + " is not the newest report any more");
              }
              return null;
            });
  }

  /** What the answer means for the quote and the ticket. */
  private Future<List<TicketDesk.Change>> follow(
      SqlConnection sql, Document document, Signing it, SignOff signoff, Actor actor) {
    JsonObject data = signoff.json();
    data.remove("evidence");
    var changes = new ArrayList<TicketDesk.Change>();
    changes.add(new TicketDesk.Change(document.ticket(), TicketNews.Type.SIGNED, data));
    Future<List<TicketDesk.Change>> followed;
    if (it.subject().startsWith("quote:")) {
      long id = Long.parseLong(it.subject().substring("quote:".length()));
      followed =
          quotes.move(
              sql,
              id,
              it.agreed() ? Quote.State.ACCEPTED : Quote.State.DECLINED,
              it.reason(),
              actor);
    } else {
      var body = new JsonObject().put("signoff", Long.toString(signoff.id()));
      followed =
          PgTickets.get(sql, document.ticket())
              .compose(
                  ticket ->
                      !it.agreed() && ticket.state() == State.DISPUTED
                          ? Future.succeededFuture(List.<TicketDesk.Change>of())
                          : desk.step(
                              sql,
                              document.ticket(),
                              it.agreed() ? State.CLOSED : State.DISPUTED,
                              it.agreed() ? body : body.put("reason", it.reason()),
                              actor));
    }
    return followed.compose(
        more ->
            journal
                .append(
                    sql,
                    new Journal.Entry(
                        actor.journalName(), "signoff:" + signoff.id(), "signoff.given", data))
                .map(
                    done -> {
                      changes.addAll(more);
                      return changes;
                    }));
  }

  /** Checks all that can be checked again: the document's hash, and what proves the signature. */
  public Future<JsonObject> verify(long id) {
    return get(id)
        .compose(
            signoff -> document(signoff.subject()).map(document -> verdict(signoff, document)));
  }

  private JsonObject verdict(SignOff signoff, Document document) {
    var checks = new JsonArray();
    boolean isSame =
        signoff.hash().equals(document.hash())
            && signoff.hash().equals(Quote.hashOf(document.text()));
    checks.add(check("hash", "the document has the hash that was signed", isSame));
    String fault = proofFault(signoff);
    checks.add(
        check(
            signoff.method().name().toLowerCase(java.util.Locale.ROOT),
            switch (signoff.method()) {
              case CODE -> "the code went to " + signoff.evidence().getString("sentTo");
              case DRAWN -> "the drawing is the one that was handed in";
              case CERTIFICATE ->
                  "the signature of " + signoff.evidence().getString("subject") + " fits the hash";
            },
            fault == null));
    return new JsonObject()
        .put("valid", isSame && fault == null)
        .put("checks", checks)
        .put("signoff", signoff.json())
        .put("document", document.json());
  }

  private static JsonObject check(String key, String what, boolean holds) {
    return new JsonObject().put("key", key).put("check", what).put("holds", holds);
  }

  private @Nullable String proofFault(SignOff it) {
    JsonObject evidence = it.evidence();
    return switch (it.method()) {
      case CODE -> Given.text(evidence, "sentTo") == null ? "no address" : null;
      case DRAWN ->
          Objects.equals(
                  Given.text(evidence, "sha256"),
                  Quote.hashOf(String.valueOf(Given.text(evidence, "drawing"))))
              ? null
              : "another drawing";
      case CERTIFICATE -> {
        try {
          CertificateProof.check(evidence, it.hash(), it.at(), clock.instant(), trust);
          yield null;
        } catch (Problem e) {
          yield e.message();
        }
      }
    };
  }
}

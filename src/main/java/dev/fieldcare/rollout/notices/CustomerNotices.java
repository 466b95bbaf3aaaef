package dev.fieldcare.rollout.notices;

import dev.fieldcare.firmware.Release;
import dev.fieldcare.firmware.ReleaseKind;
import dev.fieldcare.messaging.Mailer;
import dev.fieldcare.messaging.Webhooks;
import dev.fieldcare.promises.Commitment;
import dev.fieldcare.promises.Commitments;
import dev.fieldcare.promises.Undertaking;
import dev.fieldcare.promises.standards.Catalogue;
import dev.fieldcare.promises.standards.Parameter;
import dev.fieldcare.promises.standards.Standards;
import dev.fieldcare.promises.standards.Target;
import dev.fieldcare.registry.parties.Contact;
import dev.fieldcare.registry.parties.Contacts;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tells customers of releases that come to their devices, in the transaction that decides it, and
 * keeps the promise to do so in time. The work is per customer, not per device.
 */
public final class CustomerNotices {
  /** The promise to tell of an upgrade in time. */
  public static final String PROMISE = "upgrade.notify";

  private final Commitments commitments;
  private final Standards standards;
  private final Contacts contacts;
  private final Webhooks webhooks;
  private final @Nullable Mailer mailer;
  private final String publicUrl;

  /**
   * @param mailer null when no mail is to be sent: then nobody is reached
   * @param publicUrl where people reach this server, as in {@code https://fieldcare.example}
   */
  public CustomerNotices(
      Commitments commitments,
      Standards standards,
      Contacts contacts,
      Webhooks webhooks,
      @Nullable Mailer mailer,
      String publicUrl) {
    this.commitments = commitments;
    this.standards = standards;
    this.contacts = contacts;
    this.webhooks = webhooks;
    this.mailer = mailer;
    this.publicUrl = publicUrl.replaceAll("/+$", "");
  }

  /** What is told. */
  public record About(long rollout, Release release, NoticePlan plan, Instant at, String actor) {
    String subject(String customer) {
      return "rollout:" + rollout + "/" + customer;
    }
  }

  /** Whom it reached, and whom not. */
  public record Told(List<String> reached, List<String> unreached) {
    public JsonObject json() {
      return new JsonObject()
          .put("customers", reached.size() + unreached.size())
          .put("sent", reached.size())
          .put("unreached", new JsonArray(unreached));
    }
  }

  /**
   * Makes a notice for each customer of the rollout's members that has none, starts its clock, and
   * sends it. Of those it does not reach the clock runs on, and staff are told.
   *
   * @param customers only these; null: all
   */
  public Future<Told> give(SqlConnection sql, About about, @Nullable Collection<String> customers) {
    return PgNotices.make(sql, about.rollout(), customers, about.at())
        .compose(made -> PgNotices.unsent(sql, about.rollout()))
        .map(all -> all.stream().filter(each -> each.commitment() == null).toList())
        .compose(
            fresh ->
                promise(sql, about, fresh)
                    .compose(promised -> send(sql, about, fresh))
                    .compose(told -> tellUnreached(sql, about, told).map(told)));
  }

  /** Sends those again that reached nobody; a contact may have come since. */
  public Future<Told> sendAgain(SqlConnection sql, About about) {
    return PgNotices.unsent(sql, about.rollout()).compose(unsent -> send(sql, about, unsent));
  }

  private Future<Void> promise(SqlConnection sql, About about, List<Notice> notices) {
    List<Undertaking> promises =
        notices.stream().map(each -> undertaking(about, each.customer())).toList();
    return commitments
        .startAll(sql, promises, about.actor())
        .compose(
            started -> commitments.about(sql, promises.stream().map(Undertaking::subject).toList()))
        .compose(
            found -> {
              var ids = new HashMap<String, Long>();
              found.forEach((Commitment each) -> ids.put(each.subject(), each.id()));
              Future<Void> done = Future.succeededFuture();
              for (Notice each : notices) {
                long id = Objects.requireNonNull(ids.get(about.subject(each.customer())));
                done = done.compose(before -> PgNotices.promised(sql, each.id(), id));
              }
              return done;
            });
  }

  private Undertaking undertaking(About about, String customer) {
    Target target = Target.of(customer, about.release().model());
    Parameter promised = standards.resolve(PROMISE, target, about.at());
    Parameter calendar = standards.resolve(Catalogue.CALENDAR, target, about.at());
    var calendarOf =
        new JsonObject().put("level", calendar.level().code()).put("subject", calendar.subject());
    return Undertaking.of(
            about.subject(customer), PROMISE, promised.term(), about.at(), calendar.text())
        .to(customer)
        .by(promised.clause(), promised.version(), promised.json().put("calendar", calendarOf));
  }

  private Future<Told> send(SqlConnection sql, About about, List<Notice> notices) {
    Mailer by = mailer;
    List<String> customers = notices.stream().map(Notice::customer).toList();
    if (by == null || customers.isEmpty()) {
      return Future.succeededFuture(new Told(List.of(), customers));
    }
    return contacts
        .addresseesOf(sql, customers)
        .compose(
            addressees -> {
              var reached = new ArrayList<String>();
              Future<Void> done = Future.succeededFuture();
              for (Notice each : notices) {
                List<Contact> theirs = addressees.getOrDefault(each.customer(), List.of());
                if (!theirs.isEmpty()) {
                  reached.add(each.customer());
                  done = done.compose(before -> send(sql, by, about, each, theirs));
                }
              }
              List<String> rest =
                  customers.stream().filter(each -> !reached.contains(each)).toList();
              return done.map(new Told(List.copyOf(reached), rest));
            });
  }

  private Future<Void> send(
      SqlConnection sql, Mailer by, About about, Notice notice, List<Contact> to) {
    Future<Void> done = Future.succeededFuture();
    for (Contact each : to) {
      String address = Objects.requireNonNull(each.email());
      Mailer.Mail mail = NoticeText.of(notice, about.release(), about.plan(), each, publicUrl);
      done = done.compose(before -> by.answer(sql, address, mail, false, null));
    }
    return done.compose(sent -> reached(sql, about, notice.customer(), "sent by mail"))
        .compose(stopped -> PgNotices.sent(sql, notice.id(), about.at()));
  }

  private Future<Void> reached(SqlConnection sql, About about, String customer, String because) {
    return commitments
        .stop(sql, about.subject(customer), PROMISE, about.at(), about.actor(), because)
        .mapEmpty();
  }

  /** Those who were not told are owed it no more. */
  public Future<Void> drop(SqlConnection sql, About about, String because) {
    return PgNotices.unsent(sql, about.rollout())
        .compose(
            unsent -> {
              Future<Void> done = Future.succeededFuture();
              for (Notice each : unsent) {
                String subject = about.subject(each.customer());
                done =
                    done.compose(
                        before ->
                            commitments.cancel(sql, subject, about.actor(), because).mapEmpty());
              }
              return done;
            });
  }

  /** Customers have seen these notices; of those that were not sent the clock stops with that. */
  public Future<Void> read(SqlConnection sql, List<Notice> notices, String actor, Instant at) {
    Future<Void> done = PgNotices.read(sql, notices.stream().map(Notice::id).toList(), at);
    for (Notice each : notices) {
      if (each.sentAt() == null) {
        String subject = "rollout:" + each.rollout() + "/" + each.customer();
        done =
            done.compose(
                    before ->
                        commitments.stop(sql, subject, PROMISE, at, actor, "read by the customer"))
                .compose(stopped -> PgNotices.sent(sql, each.id(), at));
      }
    }
    return done;
  }

  private Future<Void> tellUnreached(SqlConnection sql, About about, Told told) {
    if (told.unreached().isEmpty()) {
      return Future.succeededFuture();
    }
    var data = facts(about).put("customers", new JsonArray(told.unreached()));
    String words =
        "%d customers of rollout %d could not be told of %s %s: no contact with an address"
            .formatted(
                told.unreached().size(),
                about.rollout(),
                about.release().model(),
                about.release().version());
    return tellStaff(sql, "upgrade.unreached", data, words, String.join("\n", told.unreached()));
  }

  /** A release that mends a weakness is kept from devices, or was to be: the managers decide. */
  public Future<Void> escalate(SqlConnection sql, About about, Notice notice, Answer.Given given) {
    if (about.release().kind() != ReleaseKind.SECURITY || given.answer() == Answer.ACCEPTED) {
      return Future.succeededFuture();
    }
    Instant until = given.until();
    var data =
        facts(about)
            .put("notice", Long.toString(notice.id()))
            .put("customer", notice.customer())
            .put("devices", notice.devices())
            .put("answer", given.answer().code())
            .put("until", until == null ? null : until.toString())
            .put("reason", given.reason());
    String words =
        "%s %s security release %s %s for %d devices"
            .formatted(
                notice.customer(),
                until == null ? "declines" : "puts off",
                about.release().model(),
                about.release().version(),
                notice.devices());
    String body = (until == null ? "" : "Not before " + until + ". ") + given.reason();
    return tellStaff(sql, "upgrade.escalated", data, words, body.strip());
  }

  /** What is still owed about these subjects. */
  public Future<List<Commitment>> owed(List<String> subjects) {
    return commitments
        .about(subjects)
        .map(found -> found.stream().filter(Commitment::isOpen).toList());
  }

  /** The id of the calendar that counts for a customer. */
  public String calendarOf(@Nullable String customer, String model, Instant now) {
    return standards.resolve(Catalogue.CALENDAR, Target.of(customer, model), now).text();
  }

  /** By when a customer is promised to be told of a release for a model that goes out now. */
  public Instant toBeToldBy(String customer, String model, Instant now) {
    Target target = Target.of(customer, model);
    Parameter promised = standards.resolve(PROMISE, target, now);
    Parameter calendar = standards.resolve(Catalogue.CALENDAR, target, now);
    return commitments.due(promised.term(), now, calendar.text()).orElse(now);
  }

  /** Tells programs outside, by these names. */
  public Future<Void> publish(SqlConnection sql, List<String> events, JsonObject data) {
    return webhooks.enqueue(
        sql, events.stream().map(each -> new Webhooks.Event(each, data)).toList());
  }

  private static JsonObject facts(About about) {
    return new JsonObject()
        .put("rollout", Long.toString(about.rollout()))
        .put("model", about.release().model())
        .put("release", about.release().version())
        .put("kind", about.release().kind().name().toLowerCase(java.util.Locale.ROOT))
        .put("role", "manager");
  }

  private Future<Void> tellStaff(
      SqlConnection sql, String event, JsonObject data, String words, String body) {
    Mailer by = mailer;
    return webhooks
        .enqueue(sql, List.of(new Webhooks.Event(event, data)))
        .compose(
            done ->
                by == null
                    ? Future.succeededFuture()
                    : by.enqueue(
                        sql,
                        List.of(
                            new Mailer.Mail(
                                "[Fieldcare] " + words,
                                words + ".\n\n" + body + "\n",
                                "rollout-" + data.getString("rollout")))));
  }
}

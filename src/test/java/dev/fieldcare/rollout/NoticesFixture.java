package dev.fieldcare.rollout;

import dev.fieldcare.messaging.Mailer;
import dev.fieldcare.messaging.MessagingSettings;
import dev.fieldcare.messaging.Outbox;
import dev.fieldcare.messaging.Webhooks;
import dev.fieldcare.promises.CalendarImports;
import dev.fieldcare.promises.Commitments;
import dev.fieldcare.promises.PromiseDesk;
import dev.fieldcare.promises.standards.Standards;
import dev.fieldcare.registry.parties.Contacts;
import dev.fieldcare.rollout.notices.CustomerNotices;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** What telling customers of rollouts stands on. */
public final class NoticesFixture {
  /** Nothing is delivered there: what is to be sent stays in the outbox. */
  private static final MessagingSettings.Mail MAIL =
      new MessagingSettings.Mail(
          "127.0.0.1",
          1,
          MessagingSettings.Security.NONE,
          null,
          null,
          "care@fieldcare.example",
          List.of("desk@fieldcare.example"),
          MessagingSettings.Language.EN,
          100,
          Duration.ofHours(1));

  public final CalendarImports calendarImports;
  public final Standards standards;
  public final Contacts contacts;
  public final Webhooks webhooks;
  public final Outbox outbox;
  public final Commitments commitments;
  public final CustomerNotices notices;

  public NoticesFixture(RolloutFixture house) {
    var promises =
        PromiseDesk.on(
            house.database, house.journal, house.clock, (sql, step) -> Future.succeededFuture());
    calendarImports = promises.imports();
    commitments = promises.commitments();
    standards =
        new Standards(house.database, house.journal, house.clock, promises.calendars()::isKnown);
    contacts = new Contacts(house.database, house.journal);
    outbox =
        new Outbox(
            house.vertx,
            house.database,
            house.clock,
            MessagingSettings.DEFAULT,
            new SplittableRandom(1));
    webhooks = new Webhooks(house.database, house.journal, outbox, house.clock);
    var mailer = new Mailer(house.vertx, house.database, outbox, house.clock, MAIL);
    notices =
        new CustomerNotices(
            commitments, standards, contacts, webhooks, mailer, "https://fieldcare.example");
  }
}

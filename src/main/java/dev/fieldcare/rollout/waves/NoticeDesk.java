package dev.fieldcare.rollout.waves;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Page;
import dev.fieldcare.base.Problem;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.rollout.Catalog;
import dev.fieldcare.rollout.notices.Answer;
import dev.fieldcare.rollout.notices.Notice;
import dev.fieldcare.rollout.notices.PgNotices;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What customers were told of rollouts, that they have read it, and what they answer. */
public final class NoticeDesk {
  private static final int LONGEST_REASON = 2_000;

  private final Database database;
  private final Clock clock;
  private final Catalog catalog;
  private final RolloutDesk rollouts;
  private final Asking asking;

  public NoticeDesk(
      Database database, Clock clock, Catalog catalog, RolloutDesk rollouts, Asking asking) {
    this.database = database;
    this.clock = clock;
    this.catalog = catalog;
    this.rollouts = rollouts;
    this.asking = asking;
  }

  /**
   * Newest first.
   *
   * @param rollout null: of all
   * @param customer null: to everybody
   */
  public Future<Page<Notice>> list(
      @Nullable Long rollout, @Nullable String customer, int limit, @Nullable Long before) {
    return PgNotices.list(database.pool(), rollout, customer, limit + 1, before)
        .map(found -> Page.of(found, limit, each -> Long.toString(each.id())));
  }

  /** The same for somebody of the customer's, who has read them with that. */
  public Future<Page<Notice>> read(
      String customer, int limit, @Nullable Long before, String actor) {
    return list(null, customer, limit, before)
        .compose(
            page -> {
              List<Notice> unread =
                  page.items().stream().filter(each -> each.readAt() == null).toList();
              return unread.isEmpty()
                  ? Future.succeededFuture(page)
                  : database
                      .transaction(
                          sql -> asking.notices().read(sql, unread, actor, clock.instant()))
                      .compose(done -> list(null, customer, limit, before));
            });
  }

  /**
   * One of them; fails with {@code notice.unknown}.
   *
   * @param customer whose it must be, who has read it with that; null: anybody's
   */
  public Future<Notice> open(long id, @Nullable String customer, String actor) {
    return get(id, customer)
        .compose(
            notice ->
                customer == null || notice.readAt() != null
                    ? Future.succeededFuture(notice)
                    : database
                        .transaction(
                            sql ->
                                asking.notices().read(sql, List.of(notice), actor, clock.instant()))
                        .compose(done -> get(id, customer)));
  }

  public Release release(Notice notice) {
    return catalog.get(notice.release());
  }

  /** How many of a rollout's were sent, read, and answered how. */
  public Future<JsonObject> counts(long rollout) {
    return PgNotices.counts(database.pool(), rollout);
  }

  /**
   * Takes an answer down; a later one takes its place as long as the rollout is under way. Fails
   * with {@code notice.unknown}, {@code notice.until}, {@code notice.reason} or {@code
   * notice.over}.
   *
   * @param customer whose notice it must be; null: anybody's
   */
  public Future<Notice> answer(
      long id, @Nullable String customer, Answer.Given given, String actor) {
    return get(id, customer)
        .compose(
            notice ->
                rollouts.change(notice.rollout(), actor, course -> take(course, notice, given)))
        .compose(done -> get(id, customer));
  }

  private Future<Void> take(Course course, Notice notice, Answer.Given given) {
    if (course.state().isOver()) {
      throw Problem.conflict(
          "notice.over",
          "rollout %d is %s: nothing can be answered any more"
              .formatted(course.id(), course.state().code()));
    }
    check(given, course.now);
    return asking.answered(course, catalog.get(notice.release()), notice, given);
  }

  private static void check(Answer.Given given, Instant now) {
    Instant until = given.until();
    boolean isLater = given.answer() == Answer.LATER;
    if (isLater
        ? until == null || !until.isAfter(now) || until.isAfter(now.plus(Answer.LONGEST))
        : until != null) {
      throw Problem.badInput(
          "notice.until",
          isLater
              ? "until: expected a time within the next %d days, found %s"
                  .formatted(Answer.LONGEST.toDays(), until == null ? "none" : until)
              : "until: expected none with %s, found %s".formatted(given.answer().code(), until));
    }
    int length = given.reason().length();
    if (given.answer() == Answer.DECLINED && length == 0 || length > LONGEST_REASON) {
      throw Problem.badInput(
          "notice.reason",
          "reason: expected %d to %d characters, found %d"
              .formatted(given.answer() == Answer.DECLINED ? 1 : 0, LONGEST_REASON, length));
    }
  }

  private Future<Notice> get(long id, @Nullable String customer) {
    return PgNotices.find(database.pool(), id)
        .map(
            found ->
                found
                    .filter(each -> customer == null || customer.equals(each.customer()))
                    .orElseThrow(
                        () -> Problem.notFound("notice.unknown", "there is no notice " + id)));
  }
}

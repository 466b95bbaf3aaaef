package dev.fieldcare.api;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.JournalChain;
import dev.fieldcare.base.PgJournal;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** The journal: what was done by whom, and whether it still says what was written. */
final class JournalRoutes {
  private final Database database;
  private final PgJournal journal;

  JournalRoutes(Database database, PgJournal journal) {
    this.database = database;
    this.journal = journal;
  }

  /** With {@code verify=true} walks the whole chain instead and answers what it found. */
  Future<Reply> list(Call call) {
    Query query = call.query();
    if (query.flag("verify", false)) {
      return journal
          .verify(database.pool())
          .map(
              found ->
                  Reply.ok(
                      new JsonObject()
                          .put("sound", found.isSound())
                          .put("entries", found.entries())
                          .put("head", found.head().toString())
                          .put("brokenAt", found.brokenAt())
                          .put("fault", code(found.fault()))
                          .put("reason", found.reason())));
    }
    return about(query.text("subject"), call);
  }

  Future<Reply> about(@Nullable String subject, Call call) {
    Query query = call.query();
    return journal
        .list(database.pool(), query.text("after"), query.limit(), subject)
        .map(
            page ->
                Reply.page(
                    page.items().stream()
                        .map(line -> Told.line(call.caller(), json(line)))
                        .toList(),
                    page.next()));
  }

  static JsonObject json(PgJournal.Line line) {
    return new JsonObject()
        .put("seq", line.seq())
        .put("at", line.at().toString())
        .put("actor", line.actor())
        .put("subject", line.subject())
        .put("type", line.type())
        .put("data", line.data())
        .put("previousHash", line.previousHash())
        .put("hash", line.hash());
  }

  private static @Nullable String code(JournalChain.@Nullable Fault fault) {
    return fault == null ? null : fault.code();
  }
}

package dev.fieldcare.promises.contracts;

import dev.fieldcare.promises.standards.Level;
import dev.fieldcare.promises.standards.Standards;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Sets the parameters of the standard that a contract and its lines say, and no others. */
record AgreedTerms(Standards standards) {

  /**
   * @param before null for a contract that is new; what it sets holds from its beginning on
   */
  Future<Void> follow(
      SqlConnection sql, @Nullable Contract before, Contract after, Instant now, String actor) {
    Instant from = before == null ? after.begins() : now;
    var lines = new TreeSet<String>();
    after.lines().forEach(it -> lines.add(it.id()));
    if (before != null) {
      before.lines().forEach(it -> lines.add(it.id()));
    }
    Map<String, Object> none = Map.of();
    Future<Void> done =
        follow(
            sql,
            Level.CONTRACT,
            after.number(),
            before == null ? none : before.agreed(),
            after.agreed(),
            from,
            actor);
    for (String line : lines) {
      String subject = after.number() + "/" + line;
      Map<String, Object> old = before == null ? none : before.termsOf(line);
      Map<String, Object> other = after.termsOf(line);
      done =
          done.compose(next -> follow(sql, Level.CONTRACT_LINE, subject, old, other, from, actor));
    }
    return done;
  }

  private Future<Void> follow(
      SqlConnection sql,
      Level level,
      String subject,
      Map<String, Object> before,
      Map<String, Object> after,
      Instant from,
      String actor) {
    Future<Void> done = Future.succeededFuture();
    for (String key : before.keySet()) {
      if (!after.containsKey(key)) {
        done = done.compose(next -> standards.unset(sql, level, subject, key, from, actor));
      }
    }
    for (var each : after.entrySet()) {
      String key = each.getKey();
      if (!each.getValue().equals(before.get(key))) {
        done =
            done.compose(
                next ->
                    standards
                        .set(sql, level, subject, key, each.getValue(), from, null, actor)
                        .mapEmpty());
      }
    }
    return done;
  }
}

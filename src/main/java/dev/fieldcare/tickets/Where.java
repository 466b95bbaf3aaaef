package dev.fieldcare.tickets;

import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Conditions joined by AND; those whose value is null are left out. */
final class Where {
  private final List<String> conditions = new ArrayList<>();
  private final Tuple values = Tuple.tuple();

  /** Which tickets, called {@code t}, the filter lists, but for its text. */
  static Where of(TicketFilter filter) {
    var where = new Where();
    where.and("t.device = ?", filter.device());
    // the few codes there are stand in the statement itself: how common each is decides the plan
    where.code("t.kind", filter.kind() == null ? List.of() : List.of(filter.kind().code()));
    where.code("t.state", filter.states().stream().map(State::name).toList());
    where.code(
        "t.severity", filter.severity() == null ? List.of() : List.of(filter.severity().code()));
    if (filter.open() != null) {
      where.conditions.add(filter.open() ? "t.is_open" : "NOT t.is_open");
    }
    where.and("t.symptom = ?", filter.symptom());
    where.and("t.assignee = ?", filter.assignee());
    where.and("t.customer = ?", filter.customer());
    where.and("t.model = ?", filter.model());
    where.and("t.lot = ?", filter.lot());
    where.and("t.parent = ?", filter.parent());
    where.cause(filter.cause());
    if (Boolean.TRUE.equals(filter.grouped())) {
      where.conditions.add(
          "NOT EXISTS (SELECT FROM tickets p WHERE p.number = t.parent"
              + " AND (p.is_open OR NOT t.is_open))");
    }
    return where;
  }

  Where and(String condition, @Nullable Object value) {
    if (value != null) {
      values.addValue(value);
      conditions.add(condition.replace("?", "$" + values.size()));
    }
    return this;
  }

  /** How a further value is called in the statement. */
  String put(Object value) {
    values.addValue(value);
    return "$" + values.size();
  }

  private void cause(@Nullable String cause) {
    if (cause != null) {
      String[] parts = cause.split(":", 2);
      and("t.cause_type = ?", parts[0]);
      and("t.cause_id = ?", parts.length == 2 ? parts[1] : null);
    }
  }

  private void code(String column, Collection<String> codes) {
    if (!codes.isEmpty()) {
      conditions.add(
          codes.stream()
              .map(each -> "'" + each + "'")
              .collect(Collectors.joining(", ", column + " IN (", ")")));
    }
  }

  String sql() {
    return conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
  }

  Tuple values() {
    return values;
  }
}

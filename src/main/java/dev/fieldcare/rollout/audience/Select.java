package dev.fieldcare.rollout.audience;

import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A query with its values; may stand in brackets in another one, before whose own values its values
 * go, or behind them if it was numbered so.
 *
 * @param sql names its parameters from {@code $first} on
 * @param values one for each parameter
 */
public record Select(String sql, List<Object> values, int first) {
  public Select {
    values = Collections.unmodifiableList(new ArrayList<>(values));
  }

  /** The values alone, to run the query as it stands. */
  public Tuple tuple() {
    return Tuple.from(values);
  }

  /** The values behind those of the query around it. */
  public Tuple after(Object... before) {
    Tuple all = Tuple.tuple();
    for (Object value : before) {
      all.addValue(value);
    }
    values.forEach(all::addValue);
    return all;
  }

  /** The number of the first parameter that is still free. */
  public int next() {
    return first + values.size();
  }
}

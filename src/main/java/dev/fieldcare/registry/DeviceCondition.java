package dev.fieldcare.registry;

import java.util.List;

/**
 * What devices must be like, said in SQL by others.
 *
 * @param sql a condition over the columns of {@link DeviceColumns#FROM}, its parameters numbered
 *     from {@link #FIRST}; part of the program, never of its input
 * @param values one for each parameter
 */
public record DeviceCondition(String sql, List<Object> values) {
  /** The number of the first parameter. */
  public static final int FIRST = 10;

  /** Any device. */
  public static final DeviceCondition NONE = new DeviceCondition("true", List.of());

  public DeviceCondition {
    values = List.copyOf(values);
  }

  String restriction() {
    return equals(NONE)
        ? ""
        : " AND number IN (SELECT d.number FROM " + DeviceColumns.FROM + " WHERE " + sql + ")";
  }
}

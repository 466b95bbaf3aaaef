package dev.fieldcare.rollout.audience;

import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.DeviceCondition;

/**
 * Which devices are meant, in the language of docs/filters.md; says of every device yes or no.
 * Immutable; two filters are equal when they say the same in the same order.
 */
public final class Filter {
  /** No longer text is read. */
  public static final int LONGEST = 64_000;

  /** Every device. */
  public static final Filter ALL = new Filter(new Expression.Anything());

  private final Expression expression;

  private Filter(Expression expression) {
    this.expression = expression;
  }

  /**
   * An empty text means every device.
   *
   * @throws Problem {@code filter.syntax}, {@code filter.field}, {@code filter.operator}, {@code
   *     filter.value} or {@code filter.limit}, naming the place in the text, what was expected
   *     there and what was found
   */
  public static Filter parse(String text) {
    return new Filter(FilterParser.parse(text));
  }

  Expression expression() {
    return expression;
  }

  /** Whether it means every device because it says nothing. */
  public boolean isEmpty() {
    return expression instanceof Expression.Anything;
  }

  /**
   * A condition over the columns of {@link dev.fieldcare.registry.DeviceColumns#FROM}; values are
   * never part of its text.
   *
   * @param first the number of its first parameter
   */
  public Select condition(int first) {
    var parameters = new Parameters(first);
    return parameters.of(condition(parameters));
  }

  /** The same for the list of devices. */
  public DeviceCondition deviceCondition() {
    Select condition = condition(DeviceCondition.FIRST);
    return new DeviceCondition(condition.sql(), condition.values());
  }

  String condition(Parameters parameters) {
    return new FilterSql(parameters).of(expression);
  }

  static Problem refused(String rule, int at, String expected, String found) {
    return Problem.badInput(
        "filter." + rule,
        "filter, at character %d: expected %s, found %s".formatted(at, expected, found));
  }

  /** As it is written, with no more brackets and quotes than it needs; parses to itself. */
  @Override
  public String toString() {
    return expression.toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Filter filter && filter.expression.equals(expression);
  }

  @Override
  public int hashCode() {
    return expression.hashCode();
  }
}

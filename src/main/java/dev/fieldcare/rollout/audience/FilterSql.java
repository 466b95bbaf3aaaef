package dev.fieldcare.rollout.audience;

import dev.fieldcare.registry.DeviceColumns;
import dev.fieldcare.rollout.audience.Expression.And;
import dev.fieldcare.rollout.audience.Expression.Anything;
import dev.fieldcare.rollout.audience.Expression.Compare;
import dev.fieldcare.rollout.audience.Expression.Exists;
import dev.fieldcare.rollout.audience.Expression.In;
import dev.fieldcare.rollout.audience.Expression.Like;
import dev.fieldcare.rollout.audience.Expression.Not;
import dev.fieldcare.rollout.audience.Expression.Operator;
import dev.fieldcare.rollout.audience.Expression.Or;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes a filter as an SQL condition. Negations are carried down to the single conditions, where
 * {@code IS NOT TRUE} makes yes or no of what SQL does not know; what is not negated stays plain,
 * so that indexes serve it.
 */
final class FilterSql {
  private static final String NUMBER = "'^-?[0-9]{1,30}(\\.[0-9]{1,30})?$'";

  private final Parameters parameters;

  FilterSql(Parameters parameters) {
    this.parameters = parameters;
  }

  String of(Expression expression) {
    return of(expression, false);
  }

  private String of(Expression expression, boolean negated) {
    return switch (expression) {
      case Anything anything -> negated ? "false" : "true";
      case And and -> join(and.all(), negated ? " OR " : " AND ", negated);
      case Or or -> join(or.any(), negated ? " AND " : " OR ", negated);
      case Not not -> of(not.of(), !negated);
      case Compare compare when compare.operator() == Operator.UNEQUAL ->
          claim(compare(new Compare(compare.field(), Operator.EQUAL, compare.value())), !negated);
      case Compare compare -> claim(compare(compare), negated);
      case In in -> claim(in(in), negated);
      case Like like -> claim(like(like), negated);
      case Exists exists -> exists(exists.field()) + (negated ? " IS NULL" : " IS NOT NULL");
    };
  }

  private String join(List<Expression> parts, String word, boolean negated) {
    return parts.stream()
        .map(each -> of(each, negated))
        .collect(Collectors.joining(word, "(", ")"));
  }

  private static String claim(String condition, boolean negated) {
    return negated ? "(" + condition + ") IS NOT TRUE" : condition;
  }

  private String compare(Compare it) {
    Field field = it.field();
    String operator = it.operator().word;
    String value = it.value();
    return switch (field.type()) {
      case BOOLEAN -> column(field) + (value.equals("true") ? " IS TRUE" : " IS NOT TRUE");
      case CODE -> column(field) + " = " + parameters.text(value);
      case TIME ->
          column(field) + " " + operator + " " + parameters.add(Values.time(value), "timestamptz");
      case TEXTS -> column(field) + " @> ARRAY[" + parameters.text(value) + "]";
      case VERSION ->
          it.operator().isEquality()
              ? column(field) + " = " + parameters.text(value)
              : DeviceColumns.versionIs(column(field), operator, parameters.text(value));
      case TEXT ->
          it.operator().isEquality()
              ? column(field) + " = " + parameters.text(value)
              : ordered(column(field), operator, value);
    };
  }

  private String ordered(String column, String operator, String value) {
    return Values.isNumber(value)
        ? "CASE WHEN %s ~ %s THEN %s::numeric %s %s::numeric END"
            .formatted(column, NUMBER, column, operator, parameters.text(value))
        : "%s COLLATE \"C\" %s %s".formatted(column, operator, parameters.text(value));
  }

  private String in(In it) {
    Field field = it.field();
    return switch (field.type()) {
      case BOOLEAN, TIME ->
          it.values().stream()
              .map(each -> compare(new Compare(field, Operator.EQUAL, each)))
              .collect(Collectors.joining(" OR ", "(", ")"));
      case TEXTS -> column(field) + " && " + parameters.texts(it.values());
      case TEXT, VERSION, CODE -> column(field) + " = ANY (" + parameters.texts(it.values()) + ")";
    };
  }

  private String like(Like it) {
    String pattern = parameters.text(Glob.like(it.pattern()));
    return it.field().type() == Field.Type.TEXTS
        ? "EXISTS (SELECT FROM unnest("
            + column(it.field())
            + ") e (e) WHERE e.e LIKE "
            + pattern
            + ")"
        : column(it.field()) + " LIKE " + pattern;
  }

  private String exists(Field field) {
    return field.name() == Field.Name.OPEN ? "d.number" : column(field);
  }

  private String column(Field field) {
    return switch (field.name()) {
      case ATTRIBUTE -> "(d.attributes ->> " + parameters.text(field.key()) + ")";
      case REPORTED ->
          "((SELECT t.attributes FROM device_attributes t WHERE t.device = d.number) ->> "
              + parameters.text(field.key())
              + ")";
      default -> field.name().sql;
    };
  }
}

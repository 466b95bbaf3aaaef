package dev.fieldcare.rollout.audience;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a filter says. Each is true or false of a device: what asks for a value that the device does
 * not have is false, and its negation true.
 */
sealed interface Expression {

  /** True of every device. */
  record Anything() implements Expression {
    @Override
    public String toString() {
      return "";
    }
  }

  record And(List<Expression> all) implements Expression {
    public And {
      all = List.copyOf(all);
    }

    @Override
    public String toString() {
      return all.stream()
          .map(
              each ->
                  each instanceof Or || each instanceof And ? "(" + each + ")" : each.toString())
          .collect(Collectors.joining(" and "));
    }
  }

  record Or(List<Expression> any) implements Expression {
    public Or {
      any = List.copyOf(any);
    }

    @Override
    public String toString() {
      return any.stream()
          .map(each -> each instanceof Or ? "(" + each + ")" : each.toString())
          .collect(Collectors.joining(" or "));
    }
  }

  record Not(Expression of) implements Expression {
    @Override
    public String toString() {
      return of instanceof And || of instanceof Or ? "not (" + of + ")" : "not " + of;
    }
  }

  record Compare(Field field, Operator operator, String value) implements Expression {
    @Override
    public String toString() {
      return field + " " + operator.word + " " + Words.print(value);
    }
  }

  record In(Field field, List<String> values) implements Expression {
    public In {
      values = List.copyOf(values);
    }

    @Override
    public String toString() {
      return values.stream()
          .map(Words::print)
          .collect(Collectors.joining(", ", field + " in (", ")"));
    }
  }

  /**
   * @param pattern a star stands for any characters, a question mark for one, and what follows a
   *     backslash for itself
   */
  record Like(Field field, String pattern) implements Expression {
    @Override
    public String toString() {
      return field + " like " + Words.quote(pattern);
    }
  }

  record Exists(Field field) implements Expression {
    @Override
    public String toString() {
      return "exists " + field;
    }
  }

  /** How two values are compared. */
  enum Operator {
    EQUAL("="),
    UNEQUAL("!="),
    LESS("<"),
    AT_MOST("<="),
    MORE(">"),
    AT_LEAST(">=");

    final String word;

    Operator(String word) {
      this.word = word;
    }

    boolean isEquality() {
      return this == EQUAL || this == UNEQUAL;
    }
  }
}

package dev.fieldcare.rollout.audience;

import dev.fieldcare.base.Nearest;
import dev.fieldcare.base.Problem;
import dev.fieldcare.rollout.audience.Expression.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** Reads the filter language by descent, one method for each rule of its grammar. */
final class FilterParser {
  private static final int DEEPEST = 50;
  private static final int MOST_CONDITIONS = 500;
  private static final int MOST_VALUES = 2_000;

  private final List<Token> tokens;
  private int next;
  private int depth;
  private int conditions;

  private FilterParser(List<Token> tokens) {
    this.tokens = tokens;
  }

  static Expression parse(String text) {
    if (text.length() > Filter.LONGEST) {
      throw limit(1, "a filter of at most " + Filter.LONGEST + " characters", text.length());
    }
    var parser = new FilterParser(Tokens.of(text));
    if (parser.peek().kind() == Token.Kind.END) {
      return new Expression.Anything();
    }
    Expression all = parser.or();
    parser.expect(Token.Kind.END, "and, or, or the end");
    return all;
  }

  private Expression or() {
    return chain("or", this::and, Expression.Or::new);
  }

  private Expression and() {
    return chain("and", this::unary, Expression.And::new);
  }

  private Expression chain(
      String word, Supplier<Expression> part, Function<List<Expression>, Expression> joined) {
    Expression one = part.get();
    if (!peek().is(word)) {
      return one;
    }
    var parts = new ArrayList<>(List.of(one));
    while (take(word)) {
      parts.add(part.get());
    }
    return joined.apply(parts);
  }

  private Expression unary() {
    Token start = peek();
    if (++depth > DEEPEST) {
      throw limit(start.at(), "at most " + DEEPEST + " levels of brackets and not", "more");
    }
    Expression found = take("not") ? new Expression.Not(unary()) : primary();
    depth--;
    return found;
  }

  private Expression primary() {
    Token start = peek();
    if (take("(")) {
      Expression inner = or();
      if (!take(")")) {
        throw syntax("a closing bracket for the one at character " + start.at());
      }
      return inner;
    }
    if (++conditions > MOST_CONDITIONS) {
      throw limit(start.at(), "at most " + MOST_CONDITIONS + " conditions", "more");
    }
    return take("exists") ? new Expression.Exists(field()) : condition();
  }

  private Expression condition() {
    Field field = field();
    if (take("is")) {
      boolean isThere = take("not");
      if (!take("null")) {
        throw syntax(isThere ? "null" : "null or not null");
      }
      var exists = new Expression.Exists(field);
      return isThere ? exists : new Expression.Not(exists);
    }
    if (take("not")) {
      return new Expression.Not(listOrPattern(field, "in or like"));
    }
    for (Operator operator : Operator.values()) {
      Token sign = peek();
      if (take(operator.word)) {
        if (!operator.isEquality() && !field.type().isOrdered()) {
          throw Filter.refused(
              "operator", sign.at(), "= or != for " + field, Words.quote(operator.word));
        }
        return new Expression.Compare(field, operator, value(field, operator));
      }
    }
    return listOrPattern(field, "=, !=, <, <=, >, >=, in, like, is or not");
  }

  private Expression listOrPattern(Field field, String expected) {
    Token word = peek();
    if (take("like")) {
      if (!field.type().isText()) {
        throw Filter.refused("operator", word.at(), "a comparison for " + field, "\"like\"");
      }
      Token pattern = value("a pattern such as \"pump-*\"");
      Glob.check(pattern);
      return new Expression.Like(field, pattern.text());
    }
    if (!take("in")) {
      throw syntax(expected + " after " + field);
    }
    if (!take("(")) {
      throw syntax("a list in brackets after in");
    }
    var values = new ArrayList<String>();
    do {
      if (values.size() == MOST_VALUES) {
        throw limit(peek().at(), "at most " + MOST_VALUES + " values in a list", "more");
      }
      values.add(value(field, Operator.EQUAL));
    } while (take(","));
    if (!take(")")) {
      throw syntax("a comma or a closing bracket");
    }
    return new Expression.In(field, values);
  }

  private Field field() {
    Token word = peek();
    if (!word.isValue() || word.kind() == Token.Kind.QUOTED) {
      throw syntax("a field, not or a bracket");
    }
    next++;
    for (Field.Name name : Field.Name.values()) {
      // attribute."a key in quotes"
      if (name.hasKeys() && name.word.equals(word.text())) {
        Token key = peek();
        if (key.kind() != Token.Kind.QUOTED || key.text().isEmpty()) {
          throw syntax("the name of an attribute after " + name.word);
        }
        next++;
        return new Field(name, key.text());
      }
    }
    return Field.find(word.text())
        .orElseThrow(
            () ->
                Filter.refused(
                    "field",
                    word.at(),
                    "one of the fields " + String.join(", ", Field.words()),
                    word.found() + Nearest.hint(word.text(), Field.words())));
  }

  private String value(Field field, Operator operator) {
    Token token = value("a value for " + field);
    Values.check(field, operator, token);
    return token.text();
  }

  private Token value(String expected) {
    Token token = peek();
    if (!token.isValue()) {
      throw syntax(expected + (Words.isKeyword(token.text()) ? ", in quotes if it is meant" : ""));
    }
    next++;
    if (token.text().length() > Values.LONGEST) {
      throw limit(
          token.at(),
          "a value of at most " + Values.LONGEST + " characters",
          token.text().length());
    }
    return token;
  }

  private Token peek() {
    return tokens.get(next);
  }

  private boolean take(String keywordOrSign) {
    boolean isThere = peek().is(keywordOrSign);
    if (isThere) {
      next++;
    }
    return isThere;
  }

  private void expect(Token.Kind kind, String expected) {
    if (peek().kind() != kind) {
      throw syntax(expected);
    }
  }

  private Problem syntax(String expected) {
    return Filter.refused("syntax", peek().at(), expected, peek().found());
  }

  private static Problem limit(int at, String expected, Object found) {
    return Filter.refused("limit", at, expected, String.valueOf(found));
  }
}

package dev.fieldcare.tickets;

import static dev.fieldcare.tickets.Quote.State.ACCEPTED;
import static dev.fieldcare.tickets.Quote.State.DECLINED;
import static dev.fieldcare.tickets.Quote.State.DRAFT;
import static dev.fieldcare.tickets.Quote.State.EXPIRED;
import static dev.fieldcare.tickets.Quote.State.ISSUED;
import static dev.fieldcare.tickets.Quote.State.SUPERSEDED;

import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Which state of a quote may follow which, and who may bring it there. */
final class QuoteTable {

  /** One row; {@code system}: Fieldcare does it, as part of another step or by the clock. */
  record Row(Quote.State from, Quote.State to, boolean system, Set<Role> roles) {
    boolean isAllowedTo(Actor actor) {
      return actor.system() ? system : actor.isOneOf(roles);
    }

    List<String> by() {
      var names = new ArrayList<String>();
      if (system) {
        names.add("system");
      }
      roles.stream().sorted().map(Role::code).forEach(names::add);
      return names;
    }
  }

  private static final Set<Role> WRITERS = Set.of(Role.SUPPORT, Role.FIELD_ENGINEER);
  private static final Set<Role> CUSTOMER = Set.of(Role.CUSTOMER);

  static final List<Row> ROWS =
      List.of(
          new Row(DRAFT, ISSUED, false, WRITERS),
          new Row(DRAFT, SUPERSEDED, true, WRITERS),
          new Row(ISSUED, ACCEPTED, false, CUSTOMER),
          new Row(ISSUED, DECLINED, false, CUSTOMER),
          new Row(ISSUED, EXPIRED, true, Set.of()),
          new Row(ISSUED, SUPERSEDED, true, Set.of(Role.SUPPORT)),
          new Row(ACCEPTED, SUPERSEDED, true, Set.of()));

  private QuoteTable() {}

  /** Refuses with {@code quote.transition} what the table does not have for this actor. */
  static void check(Quote quote, Quote.State to, Actor actor) {
    for (Row row : ROWS) {
      if (row.from() == quote.state() && row.to() == to) {
        if (row.isAllowedTo(actor)) {
          return;
        }
        throw Problem.conflict(
            "quote.transition",
            "quote %s may become %s only by %s, not by %s"
                .formatted(quote.name(), to, String.join(", ", row.by()), actor.name()));
      }
    }
    throw Problem.conflict(
        "quote.transition",
        "quote %s is %s and cannot become %s".formatted(quote.name(), quote.state(), to));
  }
}

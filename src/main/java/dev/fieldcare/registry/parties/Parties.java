package dev.fieldcare.registry.parties;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import dev.fieldcare.registry.Customers;
import java.util.function.Predicate;

/** Customers with their places and people, put together. */
public record Parties(Customers customers, Sites sites, Contacts contacts) {

  /**
   * @param isCalendar whether there is a calendar of that id
   */
  public static Parties on(Database database, Journal journal, Predicate<String> isCalendar) {
    return new Parties(
        new Customers(database, journal),
        new Sites(database, journal, isCalendar),
        new Contacts(database, journal));
  }
}

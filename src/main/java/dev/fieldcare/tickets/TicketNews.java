package dev.fieldcare.tickets;

/**
 * Something that happened to a ticket, told after it is durable; the ticket is as it then stands.
 */
public record TicketNews(Type type, Ticket ticket) {

  /** What happened. */
  public enum Type {
    OPENED("ticket.opened"),
    OCCURRED("ticket.occurred"),
    SEVERITY_RAISED("ticket.severity_raised"),
    CLEARED("ticket.cleared"),
    QUIET("ticket.quiet"),
    REVISED("ticket.revised"),
    RETRACTED("ticket.retracted"),
    TRANSITIONED("ticket.transitioned"),
    CLOSED("ticket.closed"),
    ASSIGNED("ticket.assigned"),
    COMMENTED("ticket.commented"),
    /** Somebody said something to the customer, or the customer to us. */
    SAID("ticket.said"),
    /** A quote for it took a step. */
    QUOTED("ticket.quoted"),
    /** The customer signed a document, or refused to. */
    SIGNED("ticket.signed"),
    /** It was put under a parent that has the same cause. */
    JOINED("ticket.joined"),
    /** Its parent let it go: it has to be looked at by itself. */
    RELEASED("ticket.released"),
    /** A problem was raised that it belongs to. */
    LINKED("ticket.linked"),
    /** Somebody is to be spoken to who was not named before. */
    CONTACT_NAMED("ticket.contact_named");

    private final String code;

    Type(String code) {
      this.code = code;
    }

    /** As the journal, webhooks and the live stream name it: {@code ticket.opened}. */
    public String code() {
      return code;
    }
  }
}

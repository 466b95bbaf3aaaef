package dev.fieldcare.tickets;

import java.time.Instant;

/**
 * By which terms a ticket's work is quoted.
 *
 * @param validUntil up to when the customer may accept, by {@code quote.validity} of the standard
 */
public record QuoteTerms(Labour labour, Instant validUntil) {}

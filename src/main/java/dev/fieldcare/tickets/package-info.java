/**
 * The work: ticket kinds, their transition tables and the one desk that opens them; quotes, and
 * what customers sign.
 *
 * <p>It is told of alarms; it judges no readings. What it asks of the rest of the house are its
 * surroundings.
 */
@NullMarked
package dev.fieldcare.tickets;

import org.jspecify.annotations.NullMarked;

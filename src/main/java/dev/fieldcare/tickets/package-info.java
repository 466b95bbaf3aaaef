/**
 * The work: ticket kinds, their transition tables and the one desk that opens them.
 *
 * <p>It is told of alarms; it judges no readings.
 */
@NullMarked
package dev.fieldcare.tickets;

import org.jspecify.annotations.NullMarked;

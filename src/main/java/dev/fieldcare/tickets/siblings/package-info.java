/**
 * What the failed have in common and the others have not: lots, stations, firmware, sites, by rates
 * that take into account how long each has been in service.
 */
@NullMarked
package dev.fieldcare.tickets.siblings;

import org.jspecify.annotations.NullMarked;

/**
 * Customers' places and people: sites where devices stand, contacts to be asked for there. What was
 * agreed with customers is in promises.contracts.
 */
@NullMarked
package dev.fieldcare.registry.parties;

import org.jspecify.annotations.NullMarked;

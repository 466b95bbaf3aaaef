/**
 * What we owe by when: calendars, terms, commitments, coverage.
 *
 * <p>Empty until the service desk moves in.
 */
@NullMarked
package dev.fieldcare.promises;

import org.jspecify.annotations.NullMarked;

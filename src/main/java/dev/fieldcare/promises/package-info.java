/**
 * What we owe by when.
 *
 * <p>A {@link dev.fieldcare.promises.Clock} is a pure function of term, start, pauses and calendar;
 * {@link dev.fieldcare.promises.Commitments} keeps the promises that run by one and the rules by
 * which they start, pause and stop; {@link dev.fieldcare.promises.CalendarImports} takes in what is
 * announced of working days and reckons open promises anew; {@link
 * dev.fieldcare.promises.Escalations} tells of those that run out.
 */
@NullMarked
package dev.fieldcare.promises;

import org.jspecify.annotations.NullMarked;

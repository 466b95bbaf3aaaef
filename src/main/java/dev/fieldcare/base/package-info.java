/**
 * The shared handful: problems, lanes, the database, the journal. Nothing here knows what a device
 * is.
 *
 * <p>Start reading at {@link dev.fieldcare.base.Database} and {@link dev.fieldcare.base.Journal}.
 */
@NullMarked
package dev.fieldcare.base;

import org.jspecify.annotations.NullMarked;

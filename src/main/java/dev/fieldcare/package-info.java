/**
 * The composition of the server: {@link dev.fieldcare.Main} constructs everything and joins it.
 *
 * <p>May use every package; no package may use it.
 */
@NullMarked
package dev.fieldcare;

import org.jspecify.annotations.NullMarked;

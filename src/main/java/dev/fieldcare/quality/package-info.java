/**
 * How it was made and tested.
 *
 * <p>Empty until quality and traceability move in.
 */
@NullMarked
package dev.fieldcare.quality;

import org.jspecify.annotations.NullMarked;

/** Acceptance sampling by attributes, after ISO 2859-1 (GB/T 2828.1): plans, switching, drawing. */
@NullMarked
package dev.fieldcare.quality.sampling;

import org.jspecify.annotations.NullMarked;

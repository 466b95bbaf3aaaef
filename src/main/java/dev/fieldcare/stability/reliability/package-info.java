/**
 * How reliable it is in the field: figures from failures and operating hours, never without their
 * confidence bounds.
 *
 * <p>Everything here is arithmetic on what was handed in, except {@link
 * dev.fieldcare.stability.reliability.FieldReliability}, which asks the stores. Words follow IEC
 * 60050-192; each formula names its source, and each test the published example it was checked
 * against.
 */
@NullMarked
package dev.fieldcare.stability.reliability;

import org.jspecify.annotations.NullMarked;

/**
 * How it was made and tested: material and its inspection, process records, units on their way out
 * of the house, stability test runs, and what did not conform. What is inside what is the
 * registry's genealogy, which is fed from here.
 */
@NullMarked
package dev.fieldcare.quality;

import org.jspecify.annotations.NullMarked;

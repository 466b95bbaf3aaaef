/**
 * Two slots and what decides between them. One slot holds the image that is known to be good and is
 * never written to while it does; the other takes what is new and gets a few boots to prove itself.
 */
@NullMarked
package dev.fieldcare.simulator.update.boot;

import org.jspecify.annotations.NullMarked;

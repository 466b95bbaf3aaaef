/** Publishes recorded series at their own timestamps. */
@NullMarked
package dev.fieldcare.simulator.replay;

import org.jspecify.annotations.NullMarked;

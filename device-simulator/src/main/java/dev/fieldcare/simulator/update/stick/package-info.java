/** Updates that are carried to a device as one file, and the receipt that is carried back. */
@NullMarked
package dev.fieldcare.simulator.update.stick;

import org.jspecify.annotations.NullMarked;

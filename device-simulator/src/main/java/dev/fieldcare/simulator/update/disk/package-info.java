/** What survives when the power goes: files that are whole or not there. */
@NullMarked
package dev.fieldcare.simulator.update.disk;

import org.jspecify.annotations.NullMarked;

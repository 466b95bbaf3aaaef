/**
 * A fleet of devices for trying Fieldcare without any: the command line and what it composes.
 *
 * <p>Shares no code with the server; the two agree through docs/wire-format.md alone. Start reading
 * at {@link dev.fieldcare.simulator.Main}.
 */
@NullMarked
package dev.fieldcare.simulator;

import org.jspecify.annotations.NullMarked;

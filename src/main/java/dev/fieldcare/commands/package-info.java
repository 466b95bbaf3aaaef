/**
 * The command line: serve, demo, bench, openapi, and the hand-over to the simulator.
 *
 * <p>Each command is one class.
 */
@NullMarked
package dev.fieldcare.commands;

import org.jspecify.annotations.NullMarked;

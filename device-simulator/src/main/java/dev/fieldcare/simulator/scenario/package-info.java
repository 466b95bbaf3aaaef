/**
 * What goes wrong, when, and what a good watcher should say of it. A fault is one class here and
 * one line in {@link dev.fieldcare.simulator.scenario.Faults}.
 */
@NullMarked
package dev.fieldcare.simulator.scenario;

import org.jspecify.annotations.NullMarked;

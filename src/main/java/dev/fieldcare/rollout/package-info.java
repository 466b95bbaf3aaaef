/**
 * Who gets which release when: one device's update from the decision to the evidence that the
 * device runs it. {@code Progression} decides what evidence makes of an action, {@code Actions}
 * keeps them, {@code Receipts} takes the word of devices that have no network.
 */
@NullMarked
package dev.fieldcare.rollout;

import org.jspecify.annotations.NullMarked;

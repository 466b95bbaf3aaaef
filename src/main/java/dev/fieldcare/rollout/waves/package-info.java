/**
 * One release to many devices: {@code RolloutDesk} takes what people decide, {@code Draw} says by
 * lot who is in which wave, and {@code RolloutRounds} leads each rollout on, a little at a time, in
 * transactions of which any server may take the next.
 */
@NullMarked
package dev.fieldcare.rollout.waves;

import org.jspecify.annotations.NullMarked;

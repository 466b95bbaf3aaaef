/**
 * Who gets which release when.
 *
 * <p>Empty until rollouts move in.
 */
@NullMarked
package dev.fieldcare.rollout;

import org.jspecify.annotations.NullMarked;

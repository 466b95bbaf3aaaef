/**
 * Whether a wave may pass: evidence that is valid whenever one looks at it. {@code Trial} compares
 * updated devices with those not yet updated, {@code Gates} joins the gates of a {@code GatePlan}.
 * Numbers in, verdicts out: nothing here reads a clock, a database or a network.
 */
@NullMarked
package dev.fieldcare.rollout.gates;

import org.jspecify.annotations.NullMarked;

/**
 * Who may get a release: {@code Filter} is the language in which devices are chosen, {@code
 * Candidates} says of each chosen device whether the release may go to it and if not why, {@code
 * Paths} by which other releases it may come there, {@code DryRun} what all of it would amount to.
 */
@NullMarked
package dev.fieldcare.rollout.audience;

import org.jspecify.annotations.NullMarked;

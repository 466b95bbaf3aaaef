/**
 * What customers are told of releases that come to their devices, and what follows from what they
 * answer. Each customer of a rollout has one notice, however many devices are theirs; the promise
 * {@code upgrade.notify} runs until it was sent.
 */
@NullMarked
package dev.fieldcare.rollout.notices;

import org.jspecify.annotations.NullMarked;

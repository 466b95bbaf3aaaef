/**
 * Devices compared with others of their kind: what one lane gathers, what a cohort says, what is
 * usual for one device among its peers.
 */
@NullMarked
package dev.fieldcare.stability.peers;

import org.jspecify.annotations.NullMarked;

/**
 * Out and in: webhooks, mail, and the outbox that survives restarts.
 *
 * <p>It carries what others hand it and judges nothing.
 */
@NullMarked
package dev.fieldcare.messaging;

import org.jspecify.annotations.NullMarked;

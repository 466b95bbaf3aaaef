/**
 * Who is on call: a roster without a gap, checked before it is taken, and whom notices reach by it.
 */
@NullMarked
package dev.fieldcare.messaging.oncall;

import org.jspecify.annotations.NullMarked;

/**
 * Signing in: users, their passwords and one-time codes, sessions, and who is locked out.
 *
 * <p>What is decided here is answered over HTTP by the package above.
 */
@NullMarked
package dev.fieldcare.api.signin;

import org.jspecify.annotations.NullMarked;

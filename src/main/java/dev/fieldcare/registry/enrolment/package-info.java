/**
 * How a device comes by a certificate: our certificate authority, one-time passwords, what was
 * issued to whom and what no longer holds. Devices ask for it by EST (RFC 7030).
 */
@NullMarked
package dev.fieldcare.registry.enrolment;

import org.jspecify.annotations.NullMarked;

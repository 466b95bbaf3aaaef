/**
 * The Update Framework, as far as whoever signs needs it: canonical JSON, keys, signatures,
 * metadata and the chain of roots. Knows nothing of releases or devices.
 */
@NullMarked
package dev.fieldcare.firmware.tuf;

import org.jspecify.annotations.NullMarked;

/**
 * Is it healthy: detectors turn readings into alarms.
 *
 * <p>Detectors do no I/O and are driven by event time. Start reading at {@link
 * dev.fieldcare.stability.Detector}.
 */
@NullMarked
package dev.fieldcare.stability;

import org.jspecify.annotations.NullMarked;

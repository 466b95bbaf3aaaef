/**
 * Who and what is out there: models, devices, their credentials.
 *
 * <p>Not what they said (telemetry) nor how they fare (stability). Start reading at {@link
 * dev.fieldcare.registry.Device}.
 */
@NullMarked
package dev.fieldcare.registry;

import org.jspecify.annotations.NullMarked;

/**
 * What devices said: readings and events, stored before they are acknowledged.
 *
 * <p>Not what it means (stability). Start reading at {@link dev.fieldcare.telemetry.Ingest}.
 */
@NullMarked
package dev.fieldcare.telemetry;

import org.jspecify.annotations.NullMarked;

/**
 * Bytes to meaning and back: the MQTT endpoint, the reader of an external broker, the payload
 * codecs.
 *
 * <p>It stores and judges nothing itself.
 */
@NullMarked
package dev.fieldcare.gateway;

import org.jspecify.annotations.NullMarked;

/**
 * What devices ask over HTTP: the hawkBit Direct Device Integration API and the two repositories.
 * {@code HttpGateway} takes the requests that are for it; {@code Ranges} and {@code FileAnswer}
 * serve files, whoever asks.
 */
@NullMarked
package dev.fieldcare.gateway.http;

import org.jspecify.annotations.NullMarked;

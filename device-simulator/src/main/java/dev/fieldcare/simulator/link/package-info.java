/**
 * How devices reach the server: registration over HTTP, telemetry over MQTT, and what they keep
 * meanwhile.
 */
@NullMarked
package dev.fieldcare.simulator.link;

import org.jspecify.annotations.NullMarked;

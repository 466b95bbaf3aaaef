/** Updates over the air: told of over MQTT, fetched over HTTP or in blocks over MQTT. */
@NullMarked
package dev.fieldcare.simulator.update.online;

import org.jspecify.annotations.NullMarked;

package dev.fieldcare.telemetry;

import dev.fieldcare.registry.Device;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened on a device at one instant, such as a reboot.
 *
 * @param ts event time in epoch milliseconds
 * @param code as the device wrote it, for reboots Memfault's numbering ({@code 0x8002})
 * @param data what else it said, as a JSON object
 * @param arrival as in {@link Reading}
 */
public record Event(
    Device device, long ts, String type, @Nullable String code, String data, long arrival) {}

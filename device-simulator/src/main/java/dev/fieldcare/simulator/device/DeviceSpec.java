package dev.fieldcare.simulator.device;

import org.jspecify.annotations.Nullable;

/**
 * Which device it is.
 *
 * @param via the id of the gateway it reports through, if it has no connection of its own
 * @param site the number of the place it stands; devices of one site share their weather
 * @param revision of its hardware, such as {@code B}
 */
public record DeviceSpec(String id, Kind kind, @Nullable String via, int site, String revision) {}

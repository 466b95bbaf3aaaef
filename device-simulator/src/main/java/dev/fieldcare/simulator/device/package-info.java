/**
 * What a device does, second by second: its physics, its sensors, its reboots. Pure: no clock, no
 * network; the same seed gives the same life. Start reading at {@link
 * dev.fieldcare.simulator.device.Unit}.
 */
@NullMarked
package dev.fieldcare.simulator.device;

import org.jspecify.annotations.NullMarked;

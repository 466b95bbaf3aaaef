/** Firmware that is carried to a device: one file with the image and all that vouches for it. */
@NullMarked
package dev.fieldcare.firmware.carried;

import org.jspecify.annotations.NullMarked;

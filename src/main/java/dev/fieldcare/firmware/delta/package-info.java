/** What changed from one image to the next, as a file a fraction of the image's size. */
@NullMarked
package dev.fieldcare.firmware.delta;

import org.jspecify.annotations.NullMarked;

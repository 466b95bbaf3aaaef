/**
 * The forms images come in: what they are recognised by, what signs them, and how a .swu is made.
 */
@NullMarked
package dev.fieldcare.firmware.formats;

import org.jspecify.annotations.NullMarked;

/**
 * What may run: images, releases, signed metadata, packages.
 *
 * <p>Empty until signed firmware moves in.
 */
@NullMarked
package dev.fieldcare.firmware;

import org.jspecify.annotations.NullMarked;

/**
 * What may run: images as files known by their hash, releases on their one way, and the two
 * repositories of signed metadata that vouch for them. {@code tuf} below has keys and signatures.
 */
@NullMarked
package dev.fieldcare.firmware;

import org.jspecify.annotations.NullMarked;

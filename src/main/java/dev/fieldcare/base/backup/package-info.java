/**
 * Everything an installation holds, in one file, and back into another one. Keys are kept apart.
 */
@NullMarked
package dev.fieldcare.base.backup;

import org.jspecify.annotations.NullMarked;

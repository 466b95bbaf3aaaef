/** What is made of what, from the device down to the lots of material, at any time. */
@NullMarked
package dev.fieldcare.registry.genealogy;

import org.jspecify.annotations.NullMarked;

/**
 * What was agreed with a customer beyond the standard: a {@link
 * dev.fieldcare.promises.contracts.Contract} covers the devices its lines are about and sets
 * parameters of the standard for them. {@link dev.fieldcare.promises.contracts.Agreements} tells
 * which one holds for a device.
 */
@NullMarked
package dev.fieldcare.promises.contracts;

import org.jspecify.annotations.NullMarked;

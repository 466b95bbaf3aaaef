/**
 * What is free to whom: a {@link dev.fieldcare.promises.coverage.Coverage} is a term read as "until
 * when"; {@link dev.fieldcare.promises.coverage.Entitlement} decides from the coverages of a unit,
 * purely, and {@link dev.fieldcare.promises.coverage.Entitlements} keeps each decision.
 */
@NullMarked
package dev.fieldcare.promises.coverage;

import org.jspecify.annotations.NullMarked;

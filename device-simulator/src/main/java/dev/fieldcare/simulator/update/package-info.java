/**
 * The update side of a device: it is told of a release, verifies it by itself, writes it into its
 * idle slot, tries it and keeps it or goes back. Start reading at {@link
 * dev.fieldcare.simulator.update.trust.FullVerification}.
 */
@NullMarked
package dev.fieldcare.simulator.update;

import org.jspecify.annotations.NullMarked;

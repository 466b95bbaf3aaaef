/** What deadband and delays a limit should have, by the device's own history. */
@NullMarked
package dev.fieldcare.stability.proposals;

import org.jspecify.annotations.NullMarked;

/** What a ticket knows when it is opened, and the route it suggests: facts and pure decisions. */
@NullMarked
package dev.fieldcare.tickets.knowledge;

import org.jspecify.annotations.NullMarked;

/** What the service standard promises, and who was promised something else. */
@NullMarked
package dev.fieldcare.promises.standards;

import org.jspecify.annotations.NullMarked;

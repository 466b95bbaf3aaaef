/** Photos and papers: checked, scanned, kept by their content, and erased on request. */
@NullMarked
package dev.fieldcare.tickets.attachments;

import org.jspecify.annotations.NullMarked;

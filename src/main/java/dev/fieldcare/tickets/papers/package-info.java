/**
 * Quotes, service reports and signatures as pages to print and send: PDF in Chinese or English,
 * with nothing on them but what is stored.
 */
@NullMarked
package dev.fieldcare.tickets.papers;

import org.jspecify.annotations.NullMarked;

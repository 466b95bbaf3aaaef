/**
 * People and programs: REST, the live stream, the OpenAPI document, the pages, metrics.
 *
 * <p>Every route needs a token with the right role.
 */
@NullMarked
package dev.fieldcare.api;

import org.jspecify.annotations.NullMarked;

package dev.fieldcare.gateway.http;

import dev.fieldcare.registry.Device;
import org.jspecify.annotations.Nullable;

/**
 * Who may act for a device.
 *
 * @param device null when there is no such device yet; the visitor may bring it in
 */
record Visitor(@Nullable Device device) {}

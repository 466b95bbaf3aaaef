package dev.fieldcare.registry;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of a long list.
 *
 * @param next what to give as {@code after} for the rest, absent when this is the last page
 */
public record Page<T>(List<T> items, @Nullable String next) {}

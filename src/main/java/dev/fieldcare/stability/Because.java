package dev.fieldcare.stability;

import java.util.Map;

/**
 * Why an alarm was raised, in words with the numbers in them, and the same as a key and arguments
 * for translation.
 */
public record Because(String text, String key, Map<String, Object> arguments) {}

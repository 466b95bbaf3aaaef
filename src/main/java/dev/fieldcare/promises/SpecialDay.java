package dev.fieldcare.promises;

/** A day that is not as its day of the week is: a holiday, or a weekend day that is worked. */
public record SpecialDay(boolean isWorked, String name) {}

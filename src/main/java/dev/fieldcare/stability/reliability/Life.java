package dev.fieldcare.stability.reliability;

/**
 * How long one part lived.
 *
 * @param age at which it failed or, having not failed, was last seen; in any unit
 */
public record Life(double age, boolean failed) {}

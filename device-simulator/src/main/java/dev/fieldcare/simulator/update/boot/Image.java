package dev.fieldcare.simulator.update.boot;

/** An image a slot holds. */
public record Image(String release, long counter, String sha256, long length) {}

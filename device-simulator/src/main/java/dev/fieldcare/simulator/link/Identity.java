package dev.fieldcare.simulator.link;

/** By what a device is known on the wire. */
public record Identity(String device, String token) {}

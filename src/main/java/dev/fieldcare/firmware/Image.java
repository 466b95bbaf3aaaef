package dev.fieldcare.firmware;

/**
 * Bytes that a device can run, known by their hash and never changed. The weaker digests are for
 * clients of the hawkBit protocol that compare them; nothing of ours trusts them.
 *
 * @param size bytes
 * @param filename what whoever uploaded it called it; not unique
 */
public record Image(String sha256, String sha1, String md5, long size, String filename) {}

package dev.fieldcare.firmware.tuf;

/** Somebody who holds a private key, in memory or in a token, and signs with it. Thread-safe. */
public interface Signer {

  /** The public half. */
  TufKey key();

  byte[] sign(byte[] message);
}

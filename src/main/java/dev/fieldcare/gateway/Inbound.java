package dev.fieldcare.gateway;

import java.util.Arrays;

/**
 * The bytes of a connection that have arrived and not been taken yet. Holds no memory when empty.
 */
final class Inbound {
  private static final byte[] NOTHING = new byte[0];

  private byte[] bytes = NOTHING;
  private int from;
  private int to;

  /** Takes over the array. */
  void add(byte[] more) {
    int rest = to - from;
    if (rest == 0) {
      bytes = more;
      from = 0;
      to = more.length;
      return;
    }
    if (bytes.length - to < more.length) {
      int needed = rest + more.length;
      byte[] room = bytes.length >= needed ? bytes : new byte[Math.max(needed, 2 * rest)];
      System.arraycopy(bytes, from, room, 0, rest);
      bytes = room;
      from = 0;
      to = rest;
    }
    System.arraycopy(more, 0, bytes, to, more.length);
    to += more.length;
  }

  /** The array; only the positions from {@link #from} to {@link #to} hold anything. */
  byte[] bytes() {
    return bytes;
  }

  int from() {
    return from;
  }

  int to() {
    return to;
  }

  int size() {
    return to - from;
  }

  void take(int upTo) {
    from = upTo;
  }

  /** Lets go of what has been taken. */
  void trim() {
    int rest = to - from;
    if (rest == 0) {
      clear();
    } else if (from > 0 && bytes.length > 2 * rest) {
      bytes = Arrays.copyOfRange(bytes, from, to);
      from = 0;
      to = rest;
    }
  }

  void clear() {
    bytes = NOTHING;
    from = 0;
    to = 0;
  }
}

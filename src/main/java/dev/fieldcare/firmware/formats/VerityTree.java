package dev.fieldcare.firmware.formats;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The root hash of dm-verity (version 1, SHA-256, blocks of 4 KB): every block is hashed with the
 * salt before it, the hashes fill blocks, those are hashed again, until one is left. Of each level
 * only the block being filled is in memory.
 */
final class VerityTree {
  static final int BLOCK = 4_096;

  private static final int HASH = 32;

  private final byte[] salt;
  private final List<Level> levels = new ArrayList<>();

  private static final class Level {
    private final byte[] block = new byte[BLOCK];
    private int used;
    private long blocks;
  }

  private VerityTree(byte[] salt) {
    this.salt = salt;
  }

  /** Of so many bytes, whole blocks, in hex digits. */
  static String root(InputStream data, long length, byte[] salt) throws IOException {
    var tree = new VerityTree(salt);
    byte[] block = new byte[BLOCK];
    for (long left = length; left > 0; left -= BLOCK) {
      if (data.readNBytes(block, 0, BLOCK) < BLOCK) {
        throw new EOFException("the data end before " + length + " bytes");
      }
      tree.add(0, tree.hash(block));
    }
    return HexFormat.of().formatHex(tree.finish());
  }

  private void add(int height, byte[] hash) {
    if (height == levels.size()) {
      levels.add(new Level());
    }
    Level level = levels.get(height);
    System.arraycopy(hash, 0, level.block, level.used, HASH);
    level.used += HASH;
    if (level.used == BLOCK) {
      close(height);
    }
  }

  private void close(int height) {
    Level level = levels.get(height);
    byte[] hash = hash(level.block);
    level.blocks++;
    level.used = 0;
    java.util.Arrays.fill(level.block, (byte) 0);
    add(height + 1, hash);
  }

  private byte[] finish() {
    for (int height = 0; ; height++) {
      Level level = levels.get(height);
      boolean isTop = height == levels.size() - 1;
      if (isTop && level.used == HASH && level.blocks == 0) {
        return java.util.Arrays.copyOf(level.block, HASH);
      }
      if (level.used > 0) {
        close(height);
      }
    }
  }

  private byte[] hash(byte[] block) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(salt);
      return digest.digest(block);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}

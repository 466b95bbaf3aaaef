package dev.fieldcare.firmware;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What a file's bytes come to. */
record Digests(long size, String sha256, String sha1, String md5) {
  private static final int CHUNK = 1 << 18;

  /** Reads the file from end to end. Blocks. */
  static Digests of(Path file) throws IOException {
    MessageDigest sha256 = digest("SHA-256");
    MessageDigest sha1 = digest("SHA-1");
    MessageDigest md5 = digest("MD5");
    long size = feed(file, sha256, sha1, md5);
    return new Digests(size, hex(sha256), hex(sha1), hex(md5));
  }

  /** Reads the file from end to end. Blocks. */
  static String sha256(Path file) throws IOException {
    MessageDigest digest = digest("SHA-256");
    feed(file, digest);
    return hex(digest);
  }

  private static long feed(Path file, MessageDigest... digests) throws IOException {
    byte[] chunk = new byte[CHUNK];
    long size = 0;
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        for (MessageDigest each : digests) {
          each.update(chunk, 0, read);
        }
        size += read;
      }
    }
    return size;
  }

  private static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest digest(String name) {
    try {
      return MessageDigest.getInstance(name);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has " + name, e);
    }
  }
}

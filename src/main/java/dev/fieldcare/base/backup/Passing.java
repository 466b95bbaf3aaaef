package dev.fieldcare.base.backup;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Counts and hashes the bytes on their way into a stream that it leaves open. */
final class Passing extends FilterOutputStream {
  private final MessageDigest digest = sha256();
  private final String what;
  private final Told told;
  private long bytes;

  Passing(OutputStream out, String what, Told told) {
    super(out);
    this.what = what;
    this.told = told;
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void write(int one) throws IOException {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] some, int from, int length) throws IOException {
    out.write(some, from, length);
    digest.update(some, from, length);
    bytes += length;
    told.of(what, bytes);
  }

  void takeAll(InputStream in) throws IOException {
    in.transferTo(this);
  }

  long bytes() {
    return bytes;
  }

  /** Of all that has passed, in hex; ends it. */
  String hash() {
    return HexFormat.of().formatHex(digest.digest());
  }

  @Override
  public void close() throws IOException {
    flush();
  }
}

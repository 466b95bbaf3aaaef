package dev.fieldcare.simulator.update.stick;

import dev.fieldcare.simulator.update.trust.Refusal;
import dev.fieldcare.simulator.update.trust.Rule;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads where the files of a plain tar (ustar) lie; takes regular files only, each name once. */
final class Tar {
  private static final int BLOCK = 512;
  private static final int MOST_FILES = 10_000;

  private Tar() {}

  /** Where a file's bytes lie in the archive. */
  record Place(long at, long length) {}

  /** By name; throws {@link Refusal} FORMAT if it is no such archive or is cut short. */
  static Map<String, Place> index(SeekableByteChannel archive) throws IOException {
    var places = new LinkedHashMap<String, Place>();
    long size = archive.size();
    long at = 0;
    while (true) {
      byte[] header = header(archive, at, size);
      if (isEmpty(header)) {
        return places;
      }
      requireChecksum(header, at);
      String name = name(header);
      long length = octal(header, 124, 12);
      long begins = at + BLOCK;
      if (length > size - begins) {
        throw wrong("all of " + name + ", " + length + " bytes", (size - begins) + " bytes");
      }
      if (places.size() >= MOST_FILES || places.put(name, new Place(begins, length)) != null) {
        throw wrong("each file once, at most " + MOST_FILES, name + " again or too many");
      }
      at = begins + (length + BLOCK - 1) / BLOCK * BLOCK;
    }
  }

  private static byte[] header(SeekableByteChannel archive, long at, long size) throws IOException {
    if (size - at < BLOCK) {
      throw wrong("a tar with an end", "one that is cut short at byte " + size);
    }
    var header = new byte[BLOCK];
    read(archive, at, ByteBuffer.wrap(header));
    return header;
  }

  static void read(SeekableByteChannel archive, long at, ByteBuffer into) throws IOException {
    archive.position(at);
    while (into.hasRemaining()) {
      if (archive.read(into) < 0) {
        throw new EOFException("the package became shorter while it was read");
      }
    }
  }

  private static boolean isEmpty(byte[] header) {
    for (byte each : header) {
      if (each != 0) {
        return false;
      }
    }
    return true;
  }

  private static void requireChecksum(byte[] header, long at) {
    long sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xFF;
    }
    long told = octal(header, 148, 8);
    if (sum != told) {
      throw wrong("a tar header at byte " + at + " with checksum " + sum, "" + told);
    }
  }

  private static String name(byte[] header) {
    if (header[156] != '0' && header[156] != 0) {
      throw wrong("regular files only", "one of type " + (char) header[156]);
    }
    String prefix = text(header, 257, 5).equals("ustar") ? text(header, 345, 155) : "";
    String name = text(header, 0, 100);
    String whole = prefix.isEmpty() ? name : prefix + "/" + name;
    if (whole.isEmpty()) {
      throw wrong("a file's name", "none");
    }
    return whole;
  }

  private static String text(byte[] header, int from, int most) {
    int to = from;
    while (to < from + most && header[to] != 0) {
      to++;
    }
    return new String(header, from, to - from, StandardCharsets.UTF_8);
  }

  private static long octal(byte[] header, int from, int most) {
    String text = text(header, from, most).strip();
    if (!text.matches("[0-7]{1,12}")) {
      throw wrong("an octal number in the tar header", "\"" + text + "\"");
    }
    return Long.parseLong(text, 8);
  }

  private static Refusal wrong(String expected, String found) {
    return new Refusal(Rule.FORMAT, "package: expected " + expected + ", found " + found);
  }
}

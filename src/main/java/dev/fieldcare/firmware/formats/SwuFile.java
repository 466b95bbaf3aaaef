package dev.fieldcare.firmware.formats;

import dev.fieldcare.base.Problem;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A .swu as SWUpdate takes it: description, signature over it, and the files it names by hash. */
final class SwuFile {
  private static final int LARGEST_DESCRIPTION = 1 << 20;
  private static final int LARGEST_SIGNATURE = 1 << 16;
  private static final int MOST_FILES = 256;

  /** A group without groups in it: an image, a file or a script. */
  private static final Pattern GROUP = Pattern.compile("\\{([^{}]*)}");

  private static final Pattern NAME = Pattern.compile("\\bfilename\\s*[=:]\\s*\"([^\"]{1,255})\"");
  private static final Pattern HASH = Pattern.compile("\\bsha256\\s*[=:]\\s*\"([0-9A-Fa-f]{64})\"");

  private SwuFile() {}

  /**
   * Reads the archive to its end and refuses one that is not whole, that none of these signed, or
   * that has a file whose hash is not in what was signed.
   *
   * @param trusted empty: signatures and hashes are not asked for
   * @throws Problem {@code image.cpio}, {@code image.signature}
   */
  static void check(InputStream swu, String archive, List<X509Certificate> trusted)
      throws IOException {
    try {
      var reader = new CpioReader(new BufferedInputStream(swu), archive);
      byte[] description = first(reader, archive);
      Map<String, String> hashes = Map.of();
      Optional<CpioReader.Entry> next = reader.next();
      if (!trusted.isEmpty()) {
        byte[] signature = named(reader, next, SwuPacker.SIGNATURE, LARGEST_SIGNATURE, archive);
        if (!CmsCheck.isSigned(signature, new ByteArrayInputStream(description), trusted)) {
          throw refused(archive, "a signature of a configured signer", "another");
        }
        hashes = hashes(new String(description, StandardCharsets.UTF_8));
        next = reader.next();
      }
      Set<String> seen = new HashSet<>();
      for (; next.isPresent(); next = reader.next()) {
        CpioReader.Entry entry = next.get();
        if (!seen.add(entry.name()) || seen.size() > MOST_FILES) {
          throw refused(
              archive,
              "at most " + MOST_FILES + " files, each once",
              CpioReader.shown(entry.name()) + " again, or more");
        }
        String found = hash(reader, entry);
        if (!trusted.isEmpty() && !found.equals(hashes.get(entry.name()))) {
          throw refused(
              archive,
              CpioReader.shown(entry.name()) + " with the SHA-256 in its description",
              found);
        }
      }
    } catch (EOFException e) {
      throw new Problem(
          Problem.Kind.BAD_INPUT,
          "image.cpio",
          archive + ": expected a whole archive, found a cut one",
          e);
    }
  }

  private static byte[] first(CpioReader reader, String archive) throws IOException {
    return named(reader, reader.next(), SwuPacker.DESCRIPTION, LARGEST_DESCRIPTION, archive);
  }

  private static byte[] named(
      CpioReader reader, Optional<CpioReader.Entry> entry, String name, int largest, String archive)
      throws IOException {
    if (entry.isEmpty() || !entry.get().name().equals(name) || entry.get().size() > largest) {
      throw refused(archive, name + " of at most " + largest + " bytes here", "something else");
    }
    var bytes = new ByteArrayOutputStream();
    reader.copy(entry.get(), bytes);
    return bytes.toByteArray();
  }

  /** By file name. A name that stands twice with two hashes has none. */
  static Map<String, String> hashes(String description) {
    var hashes = new HashMap<String, String>();
    Matcher group = GROUP.matcher(description);
    while (group.find()) {
      Matcher name = NAME.matcher(group.group(1));
      Matcher hash = HASH.matcher(group.group(1));
      if (name.find() && hash.find()) {
        String value = hash.group(1).toLowerCase(java.util.Locale.ROOT);
        hashes.merge(name.group(1), value, (a, b) -> a.equals(b) ? a : "");
      }
    }
    return hashes;
  }

  private static String hash(CpioReader reader, CpioReader.Entry entry) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      reader.copy(entry, new DigestOutputStream(OutputStream.nullOutputStream(), digest));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static Problem refused(String archive, String expected, String found) {
    return Problem.badInput(
        "image.signature", archive + ": expected " + expected + ", found " + found);
  }
}

package dev.fieldcare.firmware.formats;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStream;
import dev.fieldcare.base.Problem;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * A Mender artifact of version 3: a tar archive whose {@code manifest} names the SHA-256 of all it
 * holds, signed in {@code manifest.sig}. Nothing in it counts that the manifest does not name, and
 * what the manifest names must be there.
 */
final class MenderArtifact {
  private static final int LONGEST_TEXT = 1 << 20;
  private static final Pattern LINE = Pattern.compile("([0-9a-f]{64})  (\\S.{0,400})");
  private static final Pattern DATA = Pattern.compile("data/(\\d{4})\\.tar(\\.\\w+)?");

  private final String name;
  private final TarReader tar;
  private final List<PublicKey> trusted;
  private final Map<String, String> found = new HashMap<>();
  private final Set<String> parts = new HashSet<>();
  private byte @Nullable [] manifest;
  private byte @Nullable [] signature;

  private MenderArtifact(InputStream in, String name, List<PublicKey> trusted) {
    this.name = name;
    this.tar = new TarReader(in, message -> refused("a tar archive", message));
    this.trusted = trusted;
  }

  /**
   * Reads an artifact to its end; refuses one that none of these signed, or that is not what was
   * signed.
   *
   * @throws Problem {@code image.signature}
   */
  static void check(InputStream in, String name, List<PublicKey> trusted) throws IOException {
    new MenderArtifact(in, name, trusted).check();
  }

  private void check() throws IOException {
    for (Optional<TarReader.Entry> next = tar.next(); next.isPresent(); next = tar.next()) {
      take(next.get().name());
    }
    checkSignature();
    checkContents(expected());
  }

  private void take(String part) throws IOException {
    if (!parts.add(part)) {
      throw refused("each part once", part + " twice");
    }
    Matcher data = DATA.matcher(part);
    switch (part) {
      case "manifest" -> manifest = text(part);
      case "manifest.sig" -> signature = text(part);
      case "version", "header.tar", "header.tar.gz", "header.tar.zst" ->
          found.put(part, sha256(tar.contents()));
      default -> {
        if (!data.matches()) {
          throw refused("only parts that the manifest covers", part);
        }
        payload("data/" + data.group(1) + "/", data.group(2));
      }
    }
  }

  private byte[] text(String part) throws IOException {
    byte[] bytes = tar.contents().readNBytes(LONGEST_TEXT + 1);
    if (bytes.length > LONGEST_TEXT) {
      throw refused(part + " of at most " + LONGEST_TEXT + " bytes", "more");
    }
    return bytes;
  }

  /** The files of one payload, by their own hashes: the manifest does not cover the packing. */
  private void payload(String folder, @Nullable String packing) throws IOException {
    try (InputStream unpacked = unpacked(tar.contents(), packing)) {
      var inner = new TarReader(unpacked, message -> refused("a tar archive", message));
      for (Optional<TarReader.Entry> next = inner.next(); next.isPresent(); next = inner.next()) {
        if (found.put(folder + next.get().name(), sha256(inner.contents())) != null) {
          throw refused("each file once", folder + next.get().name() + " twice");
        }
      }
    } catch (ZipException | ZstdIOException | EOFException e) {
      throw refused("payloads that can be unpacked", String.valueOf(e.getMessage()));
    }
  }

  private InputStream unpacked(InputStream packed, @Nullable String packing) throws IOException {
    String how = packing == null ? "" : packing;
    return switch (how) {
      case "" -> packed;
      case ".gz" -> new GZIPInputStream(packed, 1 << 16);
      case ".zst" -> new ZstdInputStream(packed);
      default -> throw refused("payloads packed by gzip, zstd or not at all", how);
    };
  }

  private void checkSignature() {
    if (manifest == null || signature == null) {
      throw refused("manifest and manifest.sig", manifest == null ? "no manifest" : "no signature");
    }
    if (!RawSignature.isBy(signature, manifest, trusted)) {
      throw refused("a signature of a configured signer", "another");
    }
  }

  private Map<String, String> expected() {
    var expected = new HashMap<String, String>();
    String text = new String(manifest == null ? new byte[0] : manifest, StandardCharsets.UTF_8);
    for (String line : text.split("\n", -1)) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches()) {
        if (expected.put(matcher.group(2), matcher.group(1)) != null) {
          throw refused("a manifest that names each file once", matcher.group(2) + " twice");
        }
      } else if (!line.isEmpty()) {
        throw refused("a manifest of hashes and names", "another line");
      }
    }
    return expected;
  }

  private void checkContents(Map<String, String> expected) {
    for (Map.Entry<String, String> each : found.entrySet()) {
      if (!each.getValue().equals(expected.get(each.getKey()))) {
        throw refused("the contents its manifest names", "another " + each.getKey());
      }
    }
    if (!found.keySet().equals(expected.keySet())) {
      expected.keySet().removeAll(found.keySet());
      throw refused("all that its manifest names", "no " + String.join(", ", expected.keySet()));
    }
    if (!found.containsKey("version")) {
      throw refused("a version that the manifest names", "none");
    }
  }

  private static String sha256(InputStream in) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] piece = new byte[1 << 16];
      for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
        digest.update(piece, 0, n);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private Problem refused(String expected, String instead) {
    return Problem.badInput(
        "image.signature",
        "Mender artifact " + name + ": expected " + expected + ", found " + instead);
  }
}

package dev.fieldcare.firmware.formats;

import dev.fieldcare.base.Problem;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;

/**
 * A RAUC bundle: squashfs, signature, the signature's length in eight bytes. In a plain one the
 * signature is over the squashfs; in a verity one it holds the manifest, which names the root of
 * the hash tree that lies between squashfs and signature.
 */
final class RaucBundle {
  private static final int LENGTH_BYTES = 8;
  private static final int LONGEST_SIGNATURE = 1 << 20;
  private static final Pattern HASH = Pattern.compile("(?m)^verity-hash=([0-9a-f]{64})$");
  private static final Pattern SALT = Pattern.compile("(?m)^verity-salt=((?:[0-9a-f]{2}){0,256})$");
  private static final Pattern TREE = Pattern.compile("(?m)^verity-size=([0-9]{1,15})$");

  private RaucBundle() {}

  static boolean hasSignature(RandomAccessFile file) throws IOException {
    long length = signatureLength(file);
    if (length <= 0) {
      return false;
    }
    file.seek(file.length() - LENGTH_BYTES - length);
    return file.read() == 0x30; // a SEQUENCE
  }

  /** 0 when there is none. */
  private static long signatureLength(RandomAccessFile file) throws IOException {
    if (file.length() <= LENGTH_BYTES) {
      return 0;
    }
    file.seek(file.length() - LENGTH_BYTES);
    long length = file.readLong();
    return length > 0 && length <= LONGEST_SIGNATURE && length < file.length() - LENGTH_BYTES
        ? length
        : 0;
  }

  /** Refuses a bundle that none of these signed, or whose contents are not what was signed. */
  static void check(Path bundle, String name, List<X509Certificate> trusted) throws IOException {
    byte[] signature;
    long content;
    try (var file = new RandomAccessFile(bundle.toFile(), "r")) {
      int length = (int) signatureLength(file);
      if (length == 0) {
        throw refused(name, "a signature at its end", "none");
      }
      signature = new byte[length];
      content = file.length() - LENGTH_BYTES - length;
      file.seek(content);
      file.readFully(signature);
    }
    byte[] manifest = enclosed(name, signature);
    if (manifest == null) {
      try (InputStream in = head(bundle, content)) {
        if (!CmsCheck.isSigned(signature, in, trusted)) {
          throw refused(name, "a signature of a configured signer", "another");
        }
      }
      return;
    }
    if (!CmsCheck.isSignedWithin(signature, trusted)) {
      throw refused(name, "a signature of a configured signer", "another");
    }
    checkTree(bundle, name, content, new String(manifest, StandardCharsets.UTF_8));
  }

  private static void checkTree(Path bundle, String name, long content, String manifest)
      throws IOException {
    String root = value(name, HASH, manifest);
    byte[] salt = HexFormat.of().parseHex(value(name, SALT, manifest));
    long tree = Long.parseLong(value(name, TREE, manifest));
    long data = content - tree;
    if (data <= 0 || data % VerityTree.BLOCK != 0) {
      throw refused(name, "whole blocks before its hash tree", data + " bytes");
    }
    try (InputStream in = head(bundle, data)) {
      if (!VerityTree.root(in, data, salt).equals(root)) {
        throw refused(name, "the contents its manifest names", "others");
      }
    }
  }

  private static String value(String name, Pattern pattern, String manifest) {
    Matcher found = pattern.matcher(manifest);
    if (!found.find()) {
      throw refused(name, "a manifest of a verity bundle", "one without " + pattern);
    }
    return found.group(1);
  }

  private static byte @org.jspecify.annotations.Nullable [] enclosed(
      String name, byte[] signature) {
    try {
      var content = new CMSSignedData(signature).getSignedContent();
      return content == null ? null : (byte[]) content.getContent();
    } catch (CMSException | IllegalArgumentException | IllegalStateException e) {
      throw refused(name, "a CMS signature", "something else");
    }
  }

  private static InputStream head(Path bundle, long length) throws IOException {
    return new HeadOf(new BufferedInputStream(Files.newInputStream(bundle)), length);
  }

  private static Problem refused(String name, String expected, String found) {
    return Problem.badInput(
        "image.signature", "RAUC bundle " + name + ": expected " + expected + ", found " + found);
  }
}

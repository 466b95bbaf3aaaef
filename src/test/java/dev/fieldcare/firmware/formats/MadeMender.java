package dev.fieldcare.firmware.formats;

import dev.fieldcare.base.Json;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** A Mender artifact that a test makes up, part by part, so that it can be wrong in any of them. */
final class MadeMender {
  final Map<String, byte[]> parts = new LinkedHashMap<>();

  static KeyPair rsa() throws Exception {
    return pair("RSA", 2048);
  }

  static KeyPair curve() throws Exception {
    return pair("EC", 256);
  }

  private static KeyPair pair(String algorithm, int bits) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    generator.initialize(bits);
    return generator.generateKeyPair();
  }

  /** Of one payload with one file, packed by {@code gz}, {@code zst} or not at all. */
  static MadeMender signedBy(KeyPair signer, byte[] image, String packing) throws Exception {
    var made = new MadeMender();
    byte[] version = "{\"format\":\"mender\",\"version\":3}".getBytes(StandardCharsets.UTF_8);
    byte[] header = packed("gz", tar(Map.of("header-info", "{}".getBytes(StandardCharsets.UTF_8))));
    String manifest =
        line(image, "data/0000/image.ext4")
            + line(header, "header.tar.gz")
            + line(version, "version");
    byte[] text = manifest.getBytes(StandardCharsets.UTF_8);
    made.parts.put("version", version);
    made.parts.put("manifest", text);
    made.parts.put("manifest.sig", signature(signer, text));
    made.parts.put("header.tar.gz", header);
    String suffix = packing.isEmpty() ? "" : "." + packing;
    made.parts.put("data/0000.tar" + suffix, packed(packing, tar(Map.of("image.ext4", image))));
    return made;
  }

  private static String line(byte[] bytes, String name) {
    return Json.sha256Hex(bytes) + "  " + name + "\n";
  }

  /** As Mender has it: of ECDSA both numbers at full length, one behind the other. */
  static byte[] signature(KeyPair signer, byte[] text) throws Exception {
    boolean isCurve = signer.getPrivate().getAlgorithm().equals("EC");
    Signature signature =
        Signature.getInstance(isCurve ? "SHA256withECDSAinP1363Format" : "SHA256withRSA");
    signature.initSign(signer.getPrivate());
    signature.update(text);
    return Base64.getEncoder().encode(signature.sign());
  }

  static byte[] packed(String packing, byte[] bytes) throws Exception {
    var out = new ByteArrayOutputStream();
    try (OutputStream packed =
        switch (packing) {
          case "gz" -> new GZIPOutputStream(out);
          case "zst" -> new com.github.luben.zstd.ZstdOutputStream(out);
          default -> out;
        }) {
      packed.write(bytes);
    }
    return out.toByteArray();
  }

  byte[] bytes() {
    return tar(parts);
  }

  static byte[] tar(Map<String, byte[]> files) {
    var out = new ByteArrayOutputStream();
    files.forEach(
        (name, bytes) -> {
          out.writeBytes(header(name, bytes.length, '0'));
          out.writeBytes(bytes);
          out.writeBytes(new byte[-bytes.length & 511]);
        });
    out.writeBytes(new byte[1024]);
    return out.toByteArray();
  }

  static byte[] header(String name, long size, char type) {
    byte[] header = new byte[512];
    put(header, 0, name);
    put(header, 100, "0000644\0" + "0000000\0" + "0000000\0");
    put(header, 124, String.format(Locale.ROOT, "%011o\0", size));
    put(header, 136, "00000000000\0");
    Arrays.fill(header, 148, 156, (byte) ' ');
    header[156] = (byte) type;
    put(header, 257, "ustar\00000");
    int sum = 0;
    for (byte each : header) {
      sum += each & 0xFF;
    }
    put(header, 148, String.format(Locale.ROOT, "%06o\0 ", sum));
    return header;
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }
}

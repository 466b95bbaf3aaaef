package dev.fieldcare.simulator.update.stick;

import dev.fieldcare.simulator.update.trust.Vendor;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Writes a package as a server would, from a vendor's two repositories. */
public final class PackageWriter {
  private PackageWriter() {}

  /** What goes into it, by name. */
  public static Map<String, byte[]> files(Vendor vendor) {
    var files = new LinkedHashMap<String, byte[]>();
    files.put("fieldcare-package.json", "{\"format\":1}".getBytes(StandardCharsets.UTF_8));
    vendor.director.files.forEach((name, bytes) -> files.put("director/metadata/" + name, bytes));
    vendor.image.files.forEach((name, bytes) -> files.put("image/metadata/" + name, bytes));
    vendor.targets.forEach((name, bytes) -> files.put("image/targets/" + name, bytes));
    return files;
  }

  public static byte[] tar(Map<String, byte[]> files) {
    var tar = new ByteArrayOutputStream();
    files.forEach(
        (name, bytes) -> {
          tar.writeBytes(header(name, bytes.length, '0'));
          tar.writeBytes(bytes);
          tar.writeBytes(new byte[(512 - bytes.length % 512) % 512]);
        });
    tar.writeBytes(new byte[1_024]);
    return tar.toByteArray();
  }

  static byte[] header(String name, long length, char type) {
    var header = new byte[512];
    int cut = name.length() <= 100 ? -1 : name.indexOf('/', name.length() - 101);
    put(header, 0, name.substring(cut + 1));
    if (cut >= 0) {
      put(header, 345, name.substring(0, cut));
    }
    put(header, 100, "0000644\0" + "0000000\0" + "0000000\0");
    put(header, 124, String.format(Locale.ROOT, "%011o\0", length));
    put(header, 136, "00000000000\0");
    put(header, 148, "        ");
    header[156] = (byte) type;
    put(header, 257, "ustar\0" + "00");
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

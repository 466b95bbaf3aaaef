package dev.fieldcare.firmware.carried;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fieldcare.base.Problem;
import dev.fieldcare.firmware.tuf.Metadata;
import dev.fieldcare.firmware.tuf.Root;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Verifies an upgrade package as a device would (docs/firmware.md, steps 2 to 6), from the root a
 * device ships with. What only a device knows, its counter and its hardware revision, it prints and
 * does not judge.
 */
public final class PackageCheck {
  private static final int LARGEST_ROOT = 512 << 10;
  private static final int LARGEST_TIMESTAMP = 16 << 10;
  private static final int LARGEST_METADATA = 5 << 20;
  private static final int MOST_FILES = 2_000;
  private static final String DIRECTOR = "director/metadata/";
  private static final String IMAGE = "image/metadata/";
  private static final String TARGETS = "image/targets/";
  private static final Pattern FILE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,120}\\.json");

  /**
   * What a package holds that is what it says.
   *
   * @param device {@code *} for every device of the model
   * @param target the image's path among the targets
   */
  public record Contents(
      String device,
      String hardwareId,
      String release,
      long counter,
      String target,
      long length,
      String sha256) {}

  private final Map<String, byte[]> director = new HashMap<>();
  private final Map<String, byte[]> image = new HashMap<>();
  private final List<Root> trusted;
  private final Instant now;

  private PackageCheck(List<Root> trusted, Instant now) {
    this.trusted = trusted;
    this.now = now;
  }

  /**
   * Reads it once from end to end. Blocks.
   *
   * @param trusted the roots to begin from; one whose keys sign for both repositories will do
   * @throws Problem {@code package.…}, its message beginning with the device's code: {@code
   *     [SIGNATURE]}, {@code [EXPIRED]} …
   */
  public static Contents verify(Path file, List<Root> trusted, Instant now) {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return verify(in, trusted, now);
    } catch (IOException e) {
      throw new Problem(Problem.Kind.BAD_INPUT, "package.file", file + " cannot be read: " + e, e);
    }
  }

  static Contents verify(InputStream in, List<Root> trusted, Instant now) throws IOException {
    try {
      return new PackageCheck(trusted, now).verify(new PackageReader(in));
    } catch (EOFException e) {
      throw new Problem(
          Problem.Kind.BAD_INPUT, "package.tar", "expected a whole package, found a cut one", e);
    }
  }

  private Contents verify(PackageReader reader) throws IOException {
    Optional<Ustar.Entry> next = metadata(reader);
    Contents contents = agreed();
    if (next.isEmpty() || !next.get().name().equals(TARGETS + hashedName(contents))) {
      throw refused(
          "HASH",
          TARGETS + hashedName(contents),
          next.map(Ustar.Entry::name).map(PackageCheck::shown).orElse("no image"));
    }
    checkImage(reader, next.get(), contents);
    if (reader.next().isPresent()) {
      throw Ustar.malformed("the image as its last file");
    }
    reader.end();
    return contents;
  }

  /** Takes in everything before the image and answers that one. */
  private Optional<Ustar.Entry> metadata(PackageReader reader) throws IOException {
    Optional<Ustar.Entry> next = reader.next();
    for (int files = 0; next.isPresent(); next = reader.next()) {
      Ustar.Entry entry = next.get();
      if (entry.name().startsWith(TARGETS)) {
        return next;
      }
      if (++files > MOST_FILES) {
        throw Ustar.malformed("at most " + MOST_FILES + " files");
      }
      take(reader, entry);
    }
    return next;
  }

  private void take(PackageReader reader, Ustar.Entry entry) throws IOException {
    String name = entry.name();
    if (name.equals(Packing.ABOUT)) {
      reader.bytes(entry, LARGEST_TIMESTAMP); // for people: nothing is decided by it
      return;
    }
    boolean isDirector = name.startsWith(DIRECTOR);
    String file =
        name.substring(isDirector ? DIRECTOR.length() : Math.min(name.length(), IMAGE.length()));
    if ((!isDirector && !name.startsWith(IMAGE)) || !FILE.matcher(file).matches()) {
      throw Ustar.malformed("files that a package has, not " + shown(name));
    }
    byte[] bytes = reader.bytes(entry, most(file));
    if ((isDirector ? director : image).put(file, bytes) != null) {
      throw Ustar.malformed("each file once, not " + shown(name) + " again");
    }
  }

  private static int most(String file) {
    if (file.endsWith(".root.json")) {
      return LARGEST_ROOT;
    }
    return file.equals("timestamp.json") ? LARGEST_TIMESTAMP : LARGEST_METADATA;
  }

  /** What both repositories say. */
  private Contents agreed() {
    Metadata wanted = new RepositoryCheck("director", director, now).verify(trusted).targets();
    if (wanted.signed().has("delegations")) {
      throw refused("SIGNATURE", "a director that delegates nothing", "delegations");
    }
    Map.Entry<String, JsonNode> entry = only(wanted.signed().path("targets"), "target");
    Map.Entry<String, JsonNode> ecu = only(entry.getValue().at("/custom/ecus"), "device");
    String hardware = ecu.getValue().path("hardwareId").asText();
    String[] path = entry.getKey().split("/", -1);
    if (path.length != 3 || !path[0].equals(hardware)) {
      throw refused("INCOMPATIBLE", "an image below " + hardware + "/", shown(entry.getKey()));
    }
    var check = new RepositoryCheck("image", image, now);
    Metadata role = check.model(check.verify(trusted), hardware);
    JsonNode listed = role.signed().path("targets").path(entry.getKey());
    mustAgree(entry.getValue(), listed, hardware, entry.getKey());
    return new Contents(
        ecu.getKey(),
        hardware,
        listed.at("/custom/release").asText(),
        listed.at("/custom/counter").longValue(),
        entry.getKey(),
        listed.path("length").longValue(),
        listed.at("/hashes/sha256").asText());
  }

  private static Map.Entry<String, JsonNode> only(JsonNode object, String what) {
    if (object.size() != 1 || !object.isObject()) {
      throw refused("WRONG_DEVICE", "a director that names one " + what, object.size() + "");
    }
    return object.properties().iterator().next();
  }

  private static void mustAgree(JsonNode director, JsonNode image, String hardware, String path) {
    for (String each : List.of("/length", "/hashes", "/custom/release", "/custom/counter")) {
      if (image.at(each).isMissingNode() || !image.at(each).equals(director.at(each))) {
        throw refused(
            "DISAGREE",
            path + ": " + each + " as the director says, " + director.at(each),
            image.at(each).isMissingNode() ? "nothing" : image.at(each).toString());
      }
    }
    if (!image.at("/custom/hardwareId").asText().equals(hardware)) {
      throw refused("DISAGREE", path + " for " + hardware, image.at("/custom/hardwareId").asText());
    }
  }

  private static String hashedName(Contents contents) {
    int slash = contents.target().lastIndexOf('/') + 1;
    return contents.target().substring(0, slash)
        + contents.sha256()
        + "."
        + contents.target().substring(slash);
  }

  private static void checkImage(PackageReader reader, Ustar.Entry entry, Contents contents)
      throws IOException {
    if (entry.size() != contents.length()) {
      throw refused(
          entry.size() > contents.length() ? "ENDLESS" : "HASH",
          "an image of " + contents.length() + " bytes",
          entry.size() + "");
    }
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      reader.copy(entry, new DigestOutputStream(OutputStream.nullOutputStream(), digest));
      String found = HexFormat.of().formatHex(digest.digest());
      if (!found.equals(contents.sha256())) {
        throw refused("HASH", "an image of SHA-256 " + contents.sha256(), found);
      }
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String shown(String text) {
    return text.replaceAll("[^ -~]", "?");
  }

  static Problem refused(String code, String expected, String found) {
    return Problem.badInput(
        "package." + code.toLowerCase(Locale.ROOT),
        "[" + code + "] expected " + expected + ", found " + found);
  }
}

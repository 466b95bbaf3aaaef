package dev.fieldcare.simulator.update.trust;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** That both repositories mean the same image, and that it fits this device (Uptane 11). */
final class Agreement {
  /** What the slot takes as it is. A patch is none of these: it only leads to an image. */
  private static final Set<String> FORMATS = Set.of("raw", "swu", "rauc", "mender");

  private static final String COMPONENT = "main";
  private static final long LARGEST_IMAGE = 4_000_000_000L;

  private Agreement() {}

  static void require(DirectorEntry director, Target image) {
    JsonNode custom = image.custom();
    String where = "the image repository's " + image.path();
    same("length", director.target().length(), image.length());
    same("SHA-256", director.sha256(), image.sha256());
    same("hardwareId", director.hardwareId(), Fields.text(custom, "hardwareId", where));
    same("release", director.release(), Fields.text(custom, "release", where));
    same("counter", director.counter(), Fields.number(custom, "counter", where));
  }

  private static void same(String what, Object director, Object image) {
    if (!Objects.equals(director, image)) {
      throw new Refusal(
          Rule.DISAGREE,
          what + ": the director says " + director + ", the image repository " + image);
    }
  }

  static void requireFits(Target image, DeviceFacts device) {
    JsonNode custom = image.custom();
    List<String> revisions = texts(custom, "hardwareRevisions");
    fits(
        revisions.isEmpty() || revisions.contains(device.revision()),
        "hardware revision " + revisions,
        device.revision());
    for (String stone : texts(custom, "steppingStones")) {
      fits(isAtLeast(device.release(), stone), "release " + stone + " first", device.release());
    }
    String bootloader = custom.path("minimumBootloader").asText("");
    fits(
        bootloader.isEmpty() || isAtLeast(device.bootloader(), bootloader),
        "bootloader " + bootloader + " or newer",
        device.bootloader());
    String format = custom.path("format").asText("raw");
    fits(FORMATS.contains(format), "an image that is one of " + FORMATS, "format " + format);
    String component = custom.path("component").asText(COMPONENT);
    fits(component.equals(COMPONENT), "the component " + COMPONENT, component);
    fits(
        image.length() <= LARGEST_IMAGE,
        "at most " + LARGEST_IMAGE + " bytes",
        "" + image.length());
    long counter = Fields.number(custom, "counter", image.path());
    if (counter < device.counter()) {
      throw new Refusal(
          Rule.ROLLBACK,
          "release counter "
              + counter
              + " is lower than "
              + device.counter()
              + ", confirmed before");
    }
  }

  /** Whether the target is the patch that was hinted at, from what runs to what is wanted. */
  static boolean isDelta(
      Target target, Assignment.Delta hint, DirectorEntry wanted, DeviceFacts device) {
    JsonNode custom = target.custom();
    return target.length() == hint.length()
        && target.sha256().equals(hint.sha256())
        && custom.path("format").asText().equals("zstd-patch")
        && custom.path("hardwareId").asText().equals(device.hardwareId())
        && custom.path("release").asText().equals(wanted.release())
        && custom.path("counter").asLong(-1) == wanted.counter()
        && custom.path("precursor").path("sha256").asText().equals(device.sha256())
        && custom.path("precursor").path("length").asLong(-1) == device.length()
        && custom.path("result").path("sha256").asText().equals(wanted.sha256())
        && custom.path("result").path("length").asLong(-1) == wanted.target().length();
  }

  private static void fits(boolean holds, String wanted, String found) {
    if (!holds) {
      throw new Refusal(Rule.INCOMPATIBLE, "the image wants " + wanted + "; found " + found);
    }
  }

  private static boolean isAtLeast(String version, String least) {
    return Versions.ORDER.compare(version, least) >= 0;
  }

  private static List<String> texts(JsonNode custom, String name) {
    var all = new ArrayList<String>();
    custom.path(name).forEach(each -> all.add(each.asText()));
    return all;
  }
}

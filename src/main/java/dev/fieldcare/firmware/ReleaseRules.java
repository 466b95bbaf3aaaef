package dev.fieldcare.firmware;

import dev.fieldcare.base.Problem;
import dev.fieldcare.firmware.formats.ImageFormat;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a release may say, and which steps it may take. Pure. */
final class ReleaseRules {
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,63}");
  private static final Set<String> FORMATS = Set.of("raw", "swu", "rauc", "mender");
  private static final Set<String> LANGUAGES = Set.of("zh", "en");
  private static final Set<String> ROLES = Set.of("root", "targets", "snapshot", "timestamp");
  private static final int LONGEST_NOTE = 20_000;
  private static final int MOST = 100;

  private static final Map<ReleaseState, Set<ReleaseState>> STEPS =
      Map.of(
          ReleaseState.DRAFT, Set.of(ReleaseState.SIGNED, ReleaseState.WITHDRAWN),
          ReleaseState.SIGNED, Set.of(ReleaseState.PUBLISHED, ReleaseState.WITHDRAWN),
          ReleaseState.PUBLISHED, Set.of(ReleaseState.WITHDRAWN),
          ReleaseState.WITHDRAWN, Set.of());

  private ReleaseRules() {}

  static void check(ReleaseDraft draft) {
    word("model", draft.model());
    if (ROLES.contains(draft.model())) {
      throw bad("model", "a name that is no role of TUF", draft.model());
    }
    word("version", draft.version());
    if (draft.counter() != null && draft.counter() < 1) {
      throw bad("counter", "1 or more", draft.counter());
    }
    if (draft.format() != null && !FORMATS.contains(draft.format())) {
      throw bad("format", "raw, swu, rauc or mender", draft.format());
    }
    words("hardwareRevisions", draft.hardwareRevisions());
    words("fixes", draft.fixes());
    words("steppingStones", draft.steppingStones());
    if (draft.steppingStones().contains(draft.version())) {
      throw bad("steppingStones", "other versions than its own", draft.version());
    }
    if (draft.minimumBootloader() != null) {
      word("minimumBootloader", draft.minimumBootloader());
    }
    draft
        .notes()
        .forEach(
            (language, text) -> {
              if (!LANGUAGES.contains(language)) {
                throw bad("notes", "zh and en", language);
              }
              if (text.length() > LONGEST_NOTE) {
                throw bad("notes", "at most " + LONGEST_NOTE + " characters", text.length());
              }
            });
  }

  /**
   * Refuses a format that the image does not have: its devices would write it as what it is not.
   *
   * @throws Problem {@code release.format}
   */
  static void checkFormat(ReleaseDraft draft, ImageFormat recognised) {
    if (draft.format() != null && !draft.format().equals(recognised.code())) {
      throw bad("format", recognised.code() + ", which the image is by its bytes", draft.format());
    }
  }

  private static void words(String field, List<String> found) {
    if (found.size() > MOST) {
      throw bad(field, "at most " + MOST, found.size());
    }
    found.forEach(each -> word(field, each));
  }

  private static void word(String field, String found) {
    if (!WORD.matcher(found).matches()) {
      throw bad(field, "letters, digits and . _ + -, at most 64", found);
    }
  }

  private static Problem bad(String field, String expected, @Nullable Object found) {
    return Problem.badInput(
        "release." + field, field + ": expected " + expected + ", found " + found);
  }

  /**
   * @throws Problem {@code release.transition}
   */
  static void checkStep(Release release, ReleaseState to) {
    if (!STEPS.getOrDefault(release.state(), Set.of()).contains(to)) {
      throw Problem.conflict(
          "release.transition",
          name(release) + " is " + release.state() + ": it cannot become " + to);
    }
  }

  /**
   * Refuses to sign a counter that is not above every one that was signed before.
   *
   * @param others the model's releases
   * @throws Problem {@code release.counter}
   */
  static void checkCounter(Release release, Collection<Release> others) {
    long last =
        others.stream()
            .filter(each -> each.id() != release.id() && wasSigned(each))
            .mapToLong(Release::counter)
            .max()
            .orElse(0);
    if (release.counter() <= last) {
      throw Problem.conflict(
          "release.counter",
          name(release)
              + ": expected a release counter above "
              + last
              + ", the last signed one, found "
              + release.counter());
    }
  }

  private static boolean wasSigned(Release release) {
    return switch (release.state()) {
      case SIGNED, PUBLISHED -> true;
      case DRAFT -> false;
      case WITHDRAWN -> release.publishedAt() != null;
    };
  }

  static String name(Release release) {
    return "release " + release.version() + " for " + release.model();
  }
}

package dev.fieldcare.quality.sampling;

import dev.fieldcare.base.Problem;
import java.util.Arrays;
import java.util.stream.Collectors;

/** How much is inspected of a lot of some size: the code letters of ISO 2859-1, table 1. */
public enum InspectionLevel {
  S_1("S-1", "AAAABBBBCCCCDDD"),
  S_2("S-2", "AAABBBCCCDDDEEE"),
  S_3("S-3", "AABBCCDDEEFFGGH"),
  S_4("S-4", "AABCCDEEFGGHJJK"),
  I("I", "AABCCDEFGHJKLMN"),
  II("II", "ABCDEFGHJKLMNPQ"),
  III("III", "BCDEFGHJKLMNPQR");

  private static final int[] UP_TO = {
    8, 15, 25, 50, 90, 150, 280, 500, 1_200, 3_200, 10_000, 35_000, 150_000, 500_000
  };

  private final String code;
  private final String letters;

  InspectionLevel(String code, String letters) {
    this.code = code;
    this.letters = letters;
  }

  public String code() {
    return code;
  }

  public static InspectionLevel parse(String text) {
    return Arrays.stream(values())
        .filter(each -> each.code.equals(text))
        .findAny()
        .orElseThrow(
            () ->
                Problem.badInput(
                    "sampling.level",
                    "level: expected one of "
                        + Arrays.stream(values())
                            .map(each -> each.code)
                            .collect(Collectors.joining(", "))
                        + ", found "
                        + (text.length() > 40 ? text.substring(0, 40) + "…" : text)));
  }

  /** The code letter of a lot of that size. */
  char letter(int lotSize) {
    int band = 0;
    while (band < UP_TO.length && lotSize > UP_TO[band]) {
      band++;
    }
    return letters.charAt(band);
  }
}

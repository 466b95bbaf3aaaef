package dev.fieldcare.tickets;

import dev.fieldcare.base.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;

/** A signature drawn by hand: a bounded picture with nothing in it that could act. */
final class Drawing {
  private static final int LONGEST = 200_000;
  private static final int WIDEST = 4_000;
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final String PNG_URL = "data:image/png;base64,";

  /**
   * Strokes and nothing else: no script, no style, no reference. Its groups never give back what
   * they took, or thousands of strokes would overflow the stack.
   */
  private static final Pattern SVG =
      Pattern.compile(
          "<svg(?: (?:xmlns=\"http://www\\.w3\\.org/2000/svg\"|viewBox=\"[0-9 .-]+\""
              + "|width=\"[0-9.]+\"|height=\"[0-9.]+\"))*+>"
              + "(?:\\s*<path(?: (?:d=\"[MmLlQqCcZzHhVv0-9 ,.-]+\"|fill=\"none\""
              + "|stroke=\"[a-z#0-9]+\"|stroke-width=\"[0-9.]+\"))++ ?/>)++\\s*</svg>");

  private Drawing() {}

  /** Refuses with {@code signoff.drawing} what is no drawing. */
  static void check(String drawing) {
    if (drawing.length() > LONGEST) {
      throw bad("at most " + LONGEST + " characters", drawing.length() + " of them");
    }
    if (drawing.startsWith(PNG_URL)) {
      checkPng(drawing.substring(PNG_URL.length()));
    } else if (drawing.length() > 20_000 || !SVG.matcher(drawing.strip()).matches()) {
      throw bad(
          PNG_URL + "… or an <svg> of up to 20,000 characters with <path> strokes only",
          drawing.substring(0, Math.min(40, drawing.length())));
    }
  }

  private static void checkPng(String base64) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(base64.getBytes(StandardCharsets.US_ASCII));
    } catch (IllegalArgumentException e) {
      throw bad("a PNG in Base64", "no Base64");
    }
    if (bytes.length < 33 || !Arrays.equals(PNG, Arrays.copyOf(bytes, PNG.length))) {
      throw bad("a PNG", bytes.length + " other bytes");
    }
    int width = number(bytes, 16);
    int height = number(bytes, 20);
    if (width < 10 || height < 10 || width > WIDEST || height > WIDEST) {
      throw bad("a PNG of 10 to " + WIDEST + " pixels each way", width + " x " + height);
    }
  }

  private static int number(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 24
        | (bytes[at + 1] & 0xff) << 16
        | (bytes[at + 2] & 0xff) << 8
        | (bytes[at + 3] & 0xff);
  }

  private static Problem bad(String expected, String found) {
    return Problem.badInput(
        "signoff.drawing", "drawing: expected " + expected + ", found " + found);
  }
}

package dev.fieldcare.tickets.attachments;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What may be attached, known by its first bytes; what a sender calls it does not count. Nothing
 * that a browser would run is among it: no HTML, no SVG.
 */
public enum FileKind {
  PNG("image/png", at(0, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n')),
  JPEG("image/jpeg", at(0, 0xff, 0xd8, 0xff)),
  GIF("image/gif", at(0, 'G', 'I', 'F', '8')),
  WEBP("image/webp", at(0, 'R', 'I', 'F', 'F'), at(8, 'W', 'E', 'B', 'P')),
  HEIC("image/heic", at(4, 'f', 't', 'y', 'p', 'h', 'e')),
  MP4("video/mp4", at(4, 'f', 't', 'y', 'p')),
  PDF("application/pdf", at(0, '%', 'P', 'D', 'F', '-')),
  TEXT("text/plain") {
    @Override
    boolean fits(byte[] bytes) {
      return isText(bytes);
    }
  };

  private record Mark(int from, int[] bytes) {
    boolean isIn(byte[] content) {
      for (int i = 0; i < bytes.length; i++) {
        if (from + i >= content.length || (content[from + i] & 0xff) != bytes[i]) {
          return false;
        }
      }
      return true;
    }
  }

  private final String type;
  private final List<Mark> marks;

  FileKind(String type, Mark... marks) {
    this.type = type;
    this.marks = List.of(marks);
  }

  private static Mark at(int from, int... bytes) {
    return new Mark(from, bytes);
  }

  /** Its media type. */
  public String type() {
    return type;
  }

  boolean fits(byte[] bytes) {
    return marks.stream().allMatch(mark -> mark.isIn(bytes));
  }

  /** Empty when it is nothing that may be attached. */
  public static Optional<FileKind> of(byte[] bytes) {
    return Arrays.stream(values()).filter(kind -> kind.fits(bytes)).findFirst();
  }

  /** Whole UTF-8 without control characters but those that lay out text. */
  private static boolean isText(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes))
          .chars()
          .noneMatch(it -> it < ' ' && it != '\n' && it != '\r' && it != '\t');
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}

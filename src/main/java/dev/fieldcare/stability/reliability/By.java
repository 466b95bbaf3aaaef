package dev.fieldcare.stability.reliability;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What figures are given for each of. */
public enum By {
  DEVICE,
  MODEL,
  FIRMWARE,
  LOT;

  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<By> find(String code) {
    return Arrays.stream(values()).filter(each -> each.code().equals(code)).findFirst();
  }

  public static List<String> codes() {
    return Arrays.stream(values()).map(By::code).toList();
  }
}

package dev.fieldcare.promises.standards;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Who a parameter is set for; what stands first is asked first. */
public enum Level {
  CONTRACT_LINE,
  CONTRACT,
  CUSTOMER,
  MODEL,
  /** The service standard itself. */
  VENDOR;

  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Level> find(String code) {
    return Arrays.stream(values()).filter(each -> each.code().equals(code)).findFirst();
  }

  /** Those that can be set over the API: the vendor's are in the file. */
  public static List<String> codes() {
    return Arrays.stream(values()).filter(each -> each != VENDOR).map(Level::code).toList();
  }
}

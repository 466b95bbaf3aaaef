package dev.fieldcare.rollout;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** On which days maintenance windows start. */
public enum Days {
  ANY,
  /** Days that are worked, make-up days among them. */
  WORKDAYS,
  /** Days that are not worked. */
  RESTDAYS;

  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Days> find(String code) {
    return Arrays.stream(values()).filter(each -> each.code().equals(code)).findAny();
  }

  boolean has(boolean isWorked) {
    return this == ANY || isWorked == (this == WORKDAYS);
  }
}

package dev.fieldcare.promises;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Why a clock may stand still: a closed list, in which waiting for parts is not. */
public enum PauseReason {
  AWAITING_CUSTOMER,
  CUSTOMER_CHOSE_DATE,
  SITE_INACCESSIBLE,
  FORCE_MAJEURE,
  /** Lengthens a coverage by the time a device was in repair; pauses no promise. */
  UNDER_REPAIR;

  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Also finds the name in capitals. */
  public static Optional<PauseReason> find(String code) {
    return Arrays.stream(values()).filter(each -> each.name().equalsIgnoreCase(code)).findFirst();
  }

  public static List<String> codes() {
    return Arrays.stream(values()).map(PauseReason::code).toList();
  }
}

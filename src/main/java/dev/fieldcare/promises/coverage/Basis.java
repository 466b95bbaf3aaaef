package dev.fieldcare.promises.coverage;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Why something is covered. */
public enum Basis {
  WARRANTY,
  /** A repair that must hold; limited to what was repaired. */
  REPAIR,
  CONTRACT,
  STATUTORY,
  /** A defect of a whole batch, which no misuse of one device excuses. */
  RECALL;

  public static Optional<Basis> find(String code) {
    return Arrays.stream(values()).filter(each -> each.name().equals(code)).findFirst();
  }

  public static List<String> codes() {
    return Arrays.stream(values()).map(Basis::name).toList();
  }
}

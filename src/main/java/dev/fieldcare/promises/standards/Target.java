package dev.fieldcare.promises.standards;

import org.jspecify.annotations.Nullable;

/** Whom something is promised: the ids a parameter may be set for, as far as they are known. */
public record Target(
    @Nullable String contractLine,
    @Nullable String contract,
    @Nullable String customer,
    @Nullable String model) {
  /** Nobody in particular: the vendor's standard holds. */
  public static final Target ANYBODY = new Target(null, null, null, null);

  public static Target of(@Nullable String customer, @Nullable String model) {
    return new Target(null, null, customer, model);
  }

  @Nullable String id(Level level) {
    return switch (level) {
      case CONTRACT_LINE -> contractLine;
      case CONTRACT -> contract;
      case CUSTOMER -> customer;
      case MODEL -> model;
      case VENDOR -> null;
    };
  }
}

package dev.fieldcare.base.backup;

/** Hears how far it has come. */
@FunctionalInterface
public interface Told {
  /**
   * @param what the table or file
   * @param done its bytes so far
   */
  void of(String what, long done);
}

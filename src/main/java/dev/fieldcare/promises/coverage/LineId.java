package dev.fieldcare.promises.coverage;

/** A line of a contract. */
public record LineId(String contract, String line) {

  /** As parameters of the standard are set for it: {@code C-7/2}. */
  public String subject() {
    return contract + "/" + line;
  }
}

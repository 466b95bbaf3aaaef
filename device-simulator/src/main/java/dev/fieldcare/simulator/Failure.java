package dev.fieldcare.simulator;

/** Something that stops the simulator, told in one line: what was expected and what was found. */
public final class Failure extends RuntimeException {
  public Failure(String message) {
    super(message);
  }
}

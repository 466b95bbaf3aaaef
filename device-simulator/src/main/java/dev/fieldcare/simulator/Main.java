package dev.fieldcare.simulator;

/** Starts the simulator's command line. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.out.println("device-simulator");
  }
}

package dev.fieldcare;

import dev.fieldcare.commands.CommandLines;

/** Starts the command line. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(CommandLines.run(arguments));
  }
}

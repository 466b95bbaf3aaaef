package dev.fieldcare.commands;

import dev.fieldcare.base.Problem;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine.Option;

/** A password as a command gets it: typed on the terminal, read from standard input, or made. */
final class AskedPassword {
  @Option(
      names = "--stdin",
      description = "Reads the password from the first line of standard input.")
  private boolean isPiped;

  @Option(names = "--generate", description = "Makes a password and prints it, this once.")
  private boolean isMade;

  /** What was typed; empty when one is to be made. Never an argument: others could read it. */
  Optional<String> ask(String user) {
    if (isMade && isPiped) {
      throw Problem.badInput("password.ways", "expected --stdin or --generate, found both");
    }
    if (isMade) {
      return Optional.empty();
    }
    return Optional.of(isPiped ? line() : typed(user));
  }

  private static String line() {
    try {
      var reader = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      String line = reader.readLine();
      if (line == null || line.isEmpty()) {
        throw Problem.badInput(
            "password.none", "standard input: expected a line with the password, found none");
      }
      return line;
    } catch (IOException e) {
      throw Problem.badInput("password.none", "standard input cannot be read: " + e.getMessage());
    }
  }

  private static String typed(String user) {
    Console console = System.console();
    if (console == null) {
      throw Problem.badInput(
          "password.terminal",
          "there is no terminal to ask on: give the password by --stdin, or --generate one");
    }
    char[] first = console.readPassword("Password of %s: ", user);
    char[] again = console.readPassword("Once more: ");
    if (first == null || again == null || !Arrays.equals(first, again)) {
      throw Problem.badInput("password.differs", "expected the same password twice");
    }
    return new String(first);
  }
}

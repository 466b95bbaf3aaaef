package dev.fieldcare.simulator;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Starts the simulator's command line. */
@Command(
    name = "device-simulator",
    mixinStandardHelpOptions = true,
    subcommands = {
      SimulateCommand.class,
      ReplayCommand.class,
      MakeDeviceCommand.class,
      InstallPackageCommand.class
    },
    description = "Devices for a Fieldcare server: simulated ones, or recorded series played back.")
public final class Main {
  private static final Logger PAHO = Logger.getLogger("org.eclipse.paho");

  private Main() {}

  public static void main(String[] arguments) {
    PAHO.setLevel(Level.OFF); // it logs lost connections, which we report ourselves
    System.exit(run(arguments));
  }

  /** Runs the command; 0 when it did what was asked, 2 for wrong usage, else 1. */
  static int run(String... arguments) {
    return new CommandLine(new Main())
        .setExecutionExceptionHandler(Main::explain)
        .execute(arguments);
  }

  /** What the disk or the network did not do, and to which file. */
  private static String words(IOException error) {
    String kind =
        switch (error) {
          case NoSuchFileException e -> "there is no such file";
          case AccessDeniedException e -> "that may not be read or written";
          case FileSystemException e when e.getReason() != null -> e.getReason();
          default -> error.getClass().getSimpleName();
        };
    return kind + ": " + error.getMessage();
  }

  private static int explain(Exception error, CommandLine line, CommandLine.ParseResult parsed)
      throws Exception {
    if (error instanceof Failure failure) {
      System.err.println(line.getCommandName() + ": " + failure.getMessage());
      return 1;
    }
    if (error instanceof IOException io) {
      System.err.println(line.getCommandName() + ": " + words(io));
      return 1;
    }
    throw error;
  }
}

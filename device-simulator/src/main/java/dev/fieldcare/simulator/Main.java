package dev.fieldcare.simulator;

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

  private static int explain(Exception error, CommandLine line, CommandLine.ParseResult parsed)
      throws Exception {
    if (error instanceof Failure failure) {
      System.err.println(line.getCommandName() + ": " + failure.getMessage());
      return 1;
    }
    throw error;
  }
}

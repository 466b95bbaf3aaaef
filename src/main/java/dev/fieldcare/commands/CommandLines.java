package dev.fieldcare.commands;

import dev.fieldcare.base.Problem;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line {@code fieldcare}: one class a command, errors as one clear line. */
public final class CommandLines {
  private CommandLines() {}

  /** Runs a command and answers its exit status: 0 only when it did what was asked. */
  public static int run(String[] arguments) {
    return run(new CommandLine(new Fieldcare()), arguments);
  }

  /** The same, writing elsewhere than to the terminal. */
  static int run(String[] arguments, PrintWriter out, PrintWriter err) {
    return run(new CommandLine(new Fieldcare()).setOut(out).setErr(err), arguments);
  }

  private static int run(CommandLine commandLine, String[] arguments) {
    return commandLine
        .setExecutionExceptionHandler(
            (failure, ran, parsed) -> {
              if (failure instanceof Problem problem) {
                ran.getErr().println("fieldcare: " + problem.message());
                return 1;
              }
              throw failure;
            })
        .execute(arguments);
  }

  /** The names handed on to the simulator by the launcher are listed, so that --help tells all. */
  @Command(
      name = "fieldcare",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = "Watches fielded devices and keeps the promises made about them.",
      footer = {
        "",
        "simulate and replay belong to the device simulator: ./fieldcare simulate --help"
      },
      subcommands = {
        ServeCommand.class,
        DemoCommand.class,
        FirmwareCommand.class,
        RolloutCommand.class,
        JournalCommand.class,
        BackupCommand.class,
        RestoreCommand.class,
        UserCommand.class,
        BenchCommand.class,
        OpenApiCommand.class,
        FloorCommand.class
      })
  static final class Fieldcare implements Runnable {
    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the field
    Fieldcare() {}

    @Override
    public void run() {
      throw new ParameterException(spec.commandLine(), "say what to do");
    }
  }

  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = CommandLines.class.getPackage().getImplementationVersion();
      return new String[] {"fieldcare " + (version == null ? "(not packaged)" : version)};
    }
  }
}

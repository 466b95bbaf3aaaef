package dev.fieldcare.commands;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures speed on this machine. */
@Command(
    name = "bench",
    description = "Measures speed on this machine, on free ports and temporary data.",
    mixinStandardHelpOptions = true,
    subcommands = {
      BenchIngestCommand.class,
      BenchAlarmsCommand.class,
      BenchDetectCommand.class,
      BenchDeltaCommand.class,
      BenchPollCommand.class,
      BenchDownloadCommand.class,
      BenchDirectorCommand.class,
      BenchClocksCommand.class,
      BenchTicketsCommand.class,
      BenchTraceCommand.class,
      BenchRolloutCommand.class,
      BenchWavesCommand.class,
      BenchRestoreCommand.class
    })
final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  BenchCommand() {}

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "say what to measure: ingest, alarms, detect, delta, poll, download, director, clocks,"
            + " tickets, trace, rollout, waves or restore");
  }
}

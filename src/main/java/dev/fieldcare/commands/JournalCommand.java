package dev.fieldcare.commands;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Everything about the journal: whether it says what was written, its head, a copy of it. */
@Command(
    name = "journal",
    description = "Verifies the journal's chain of hashes, prints its head, copies it.",
    mixinStandardHelpOptions = true,
    subcommands = {
      JournalVerifyCommand.class,
      JournalHeadCommand.class,
      JournalExportCommand.class
    })
final class JournalCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the field
  JournalCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to do: verify, head or export");
  }
}

package dev.fieldcare.commands;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the number and hash of the journal's last entry, to be kept where nobody reaches it. */
@Command(
    name = "head",
    mixinStandardHelpOptions = true,
    description =
        "Prints SEQ:HASH of the last entry, to be kept elsewhere and given to verify"
            + " --expect-head.")
final class JournalHeadCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private JournalSource source;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  JournalHeadCommand() {}

  @Override
  public Integer call() {
    spec.commandLine().getOut().println(source.head());
    return 0;
  }
}

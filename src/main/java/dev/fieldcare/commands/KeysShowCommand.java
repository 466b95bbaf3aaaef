package dev.fieldcare.commands;

import dev.fieldcare.firmware.tuf.KeyFolder;
import dev.fieldcare.firmware.tuf.Root;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints which keys there are and what they may sign. */
@Command(
    name = "show",
    description = "Shows which keys there are, and which roles they have in the newest roots.",
    mixinStandardHelpOptions = true)
final class KeysShowCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "The folder made by init.")
  private Path directory;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  KeysShowCommand() {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    var folder = new KeyFolder(directory);
    folder.names().forEach((name, key) -> out.println(name + "  " + key.id()));
    for (String repository : List.of(KeyFolder.IMAGE, KeyFolder.DIRECTOR)) {
      Root root = folder.root(repository);
      out.println(repository + " root " + root.version() + ", until " + root.metadata().expires());
      for (String role : Root.ROLES) {
        out.println(
            "  "
                + role
                + ": "
                + root.role(role).threshold()
                + " of "
                + root.role(role).keys().keySet().stream().map(folder::nameOf).sorted().toList());
      }
    }
    return 0;
  }
}

package dev.fieldcare.commands;

import dev.fieldcare.base.Problem;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Copies the journal, one entry a line, for whoever wants to verify it without us. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = "Writes the journal to a file, one JSON object a line, hashes included.")
final class JournalExportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private JournalSource source;

  @Option(
      names = "--from",
      paramLabel = "SEQ",
      defaultValue = "1",
      description = "The first entry to copy.")
  private long from;

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "The file to write.")
  private Path out;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  JournalExportCommand() {}

  @Override
  public Integer call() {
    Path part = out.resolveSibling(out.getFileName() + ".part");
    long count;
    try {
      try (BufferedWriter to = Files.newBufferedWriter(part, StandardCharsets.UTF_8)) {
        count = source.read(from, (behind, last, entries) -> copy(entries, last, to));
      }
      Files.move(part, out, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException | UncheckedIOException e) {
      throw Problem.unavailable("export.failed", out + " was not written: " + e, e);
    }
    spec.commandLine().getOut().println(out + ": " + count + " entries");
    return 0;
  }

  private long copy(JournalSource.Entries entries, long last, BufferedWriter to) {
    var count = new LongAdder();
    var progress = new JournalProgress(spec.commandLine().getErr(), last);
    entries.to(
        link -> {
          try {
            to.write(link.line());
            to.write('\n');
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          count.increment();
          progress.at(link.seq());
        });
    return count.sum();
  }
}

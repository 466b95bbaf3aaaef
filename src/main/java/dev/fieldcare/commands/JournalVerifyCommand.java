package dev.fieldcare.commands;

import dev.fieldcare.base.JournalChain;
import dev.fieldcare.base.JournalHead;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Walks the journal's whole chain and names the first entry that is not what was written. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Recomputes the hash of every entry and names the first one that was altered, removed or"
          + " moved.",
      "A new chain, or a tail cut off, shows only against a head that was kept elsewhere."
    })
final class JournalVerifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private JournalSource source;

  @Option(
      names = "--from",
      paramLabel = "SEQ",
      defaultValue = "1",
      description = "The first entry to look at; the one before it is taken as it is.")
  private long from;

  @Option(
      names = "--expect-head",
      paramLabel = "SEQ:HASH",
      description = "A head that journal head printed earlier.")
  private @Nullable String expected;

  @Option(names = "--json", description = "Prints the finding as one JSON object.")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  JournalVerifyCommand() {}

  @Override
  public Integer call() {
    if (from < 1) {
      throw new ParameterException(spec.commandLine(), "--from: expected 1 or more, found " + from);
    }
    JournalHead noted = expected == null ? null : JournalHead.parse(expected);
    JournalChain.Finding found =
        source.read(
            from,
            (behind, last, entries) -> {
              var chain = new JournalChain(behind, noted);
              var progress = new JournalProgress(spec.commandLine().getErr(), last);
              entries.to(
                  link -> {
                    chain.offer(link);
                    progress.at(link.seq());
                  });
              return chain.finding();
            });
    tell(found, spec.commandLine().getOut());
    return found.isSound() ? 0 : 1;
  }

  private void tell(JournalChain.Finding finding, PrintWriter out) {
    JournalChain.Fault fault = finding.fault();
    if (json) {
      out.println(
          new JsonObject()
              .put("sound", finding.isSound())
              .put("entries", finding.entries())
              .put("head", finding.head().toString())
              .put("brokenAt", finding.brokenAt())
              .put("fault", fault == null ? null : fault.code())
              .put("reason", finding.reason())
              .encode());
    } else if (fault == null) {
      out.println("sound: " + finding.entries() + " entries, head " + finding.head());
    } else {
      out.println(
          "broken: entry " + finding.brokenAt() + " " + fault.code() + ": " + finding.reason());
    }
    out.flush();
  }
}

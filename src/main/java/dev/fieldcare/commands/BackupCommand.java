package dev.fieldcare.commands;

import dev.fieldcare.Settings;
import dev.fieldcare.base.DatabaseVisit;
import dev.fieldcare.base.Problem;
import dev.fieldcare.base.backup.Backup;
import dev.fieldcare.base.backup.Manifest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes everything an installation holds into one file; its keys into another, or nowhere. */
@Command(
    name = "backup",
    mixinStandardHelpOptions = true,
    description = {
      "Writes database, firmware repository and files into one file, as of one moment; the server"
          + " may run meanwhile.",
      "Keys are never in it: --keys-out writes them to a file of their own. ./fieldcare restore"
          + " reads both."
    })
final class BackupCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "The file to write.")
  private Path out;

  @Option(
      names = "--keys-out",
      paramLabel = "FILE",
      description = "Signing keys and the device authority go there; keep it elsewhere.")
  private @Nullable Path keysOut;

  @Option(names = "--json", description = "Ends with one JSON object on standard output.")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  BackupCommand() {}

  @Override
  public Integer call() {
    Settings settings =
        Settings.load(Path.of(System.getProperty("fieldcare.home", ".")), System.getenv());
    return write(settings);
  }

  private int write(Settings settings) {
    var holdings = new Holdings(settings);
    PrintWriter err = spec.commandLine().getErr();
    long began = System.nanoTime();
    try {
      Manifest found;
      try (DatabaseVisit database =
          DatabaseVisit.of(settings.database(), settings.dataDirectory())) {
        found =
            Backup.write(out, database, holdings.files(), Instant.now(), new BackupProgress(err))
                .manifest();
      }
      int keys = 0;
      if (keysOut != null) {
        keys = Backup.write(keysOut, holdings.keys(), Instant.now()).manifest().files().size();
      }
      tell(found, keys, (System.nanoTime() - began) / 1e9);
      if (!settings.keepsReadingsInDatabase()) {
        err.println(
            "readings are kept in InfluxDB (telemetry.store) and are not in it: back InfluxDB up"
                + " by its own tools");
        err.flush();
      }
      return 0;
    } catch (IOException e) {
      throw Problem.unavailable("backup.failed", out + " was not written: " + e, e);
    }
  }

  private void tell(Manifest found, int keys, double seconds) throws IOException {
    PrintWriter to = spec.commandLine().getOut();
    if (json) {
      to.println(
          new JsonObject()
              .put("file", out.toString())
              .put("bytes", Files.size(out))
              .put("schema", found.schema())
              .put("tables", found.tables().size())
              .put("rows", found.rows())
              .put("files", found.files().size())
              .put("keys", keys)
              .put("journal", found.journal().toString())
              .put("seconds", Math.round(seconds * 10) / 10.0)
              .encode());
    } else {
      to.printf(
          Locale.ROOT,
          "%s: %,d rows of %d tables, %d files, journal up to %s, %.1f s%n",
          out,
          found.rows(),
          found.tables().size(),
          found.files().size(),
          found.journal(),
          seconds);
      to.println(
          keysOut == null
              ? "keys are not in it: --keys-out FILE writes them apart"
              : keysOut + ": " + keys + " files with keys; keep them elsewhere");
    }
    to.flush();
  }
}

package dev.fieldcare.commands;

import dev.fieldcare.Settings;
import dev.fieldcare.base.DatabaseRebuild;
import dev.fieldcare.base.Problem;
import dev.fieldcare.base.backup.Backup;
import dev.fieldcare.base.backup.Manifest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Fills the installation of the configuration from a backup; its server must not run. */
@Command(
    name = "restore",
    mixinStandardHelpOptions = true,
    description = {
      "Fills the installation of this configuration from a backup, of this version or an earlier"
          + " one. Its server must be stopped.",
      "Done only when every row and file is the one backed up and the journal is sound and ends"
          + " where it did."
    })
final class RestoreCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "What ./fieldcare backup wrote.")
  private Path file;

  @Option(
      names = "--keys",
      paramLabel = "FILE",
      description = "What backup --keys-out wrote; without it the keys here stay.")
  private @Nullable Path keys;

  @Option(
      names = "--replace",
      description = "Also where there is data already; it is lost. Asked for by name: no undo.")
  private boolean replace;

  @Option(names = "--check", description = "Only reads the backup and checks every hash.")
  private boolean check;

  @Option(names = "--json", description = "Ends with one JSON object on standard output.")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  RestoreCommand() {}

  @Override
  public Integer call() {
    long began = System.nanoTime();
    var progress = new BackupProgress(spec.commandLine().getErr());
    Backup backup = Backup.open(file);
    try {
      if (check) {
        backup.check(progress);
        tell("intact", backup.manifest(), began);
        return 0;
      }
      Settings settings =
          Settings.load(Path.of(System.getProperty("fieldcare.home", ".")), System.getenv());
      restore(settings, backup, progress);
      tell("restored", backup.manifest(), began);
      return 0;
    } catch (IOException e) {
      throw Problem.unavailable("restore.failed", file + " was not restored: " + e, e);
    }
  }

  private void restore(Settings settings, Backup backup, BackupProgress progress)
      throws IOException {
    Backup secrets = keys == null ? null : Backup.open(keys);
    Files.createDirectories(settings.dataDirectory());
    var holdings = new Holdings(settings);
    folders(backup).forEach(name -> holdings.placeOf(name, false)); // before anything is touched
    if (secrets != null) {
      folders(secrets).forEach(name -> holdings.placeOf(name, true));
    }
    try (DatabaseRebuild database =
        DatabaseRebuild.of(settings.database(), settings.dataDirectory())) {
      if (!replace && !database.isEmpty()) {
        throw Problem.conflict(
            "restore.notEmpty",
            database + ": expected an empty installation, found data; --replace throws it away");
      }
      backup.into(database, progress);
      unpack(backup, holdings, false, progress);
      if (secrets != null) {
        unpack(secrets, holdings, true, progress);
      }
    }
    if (secrets == null) {
      PrintWriter err = spec.commandLine().getErr();
      err.println(
          "without --keys: devices of the backup do not accept what is signed here until its keys"
              + " are back");
      err.flush();
    }
  }

  private static void unpack(
      Backup backup, Holdings holdings, boolean secret, BackupProgress progress)
      throws IOException {
    for (String name : folders(backup)) {
      backup.unpack(name, holdings.placeOf(name, secret), secret, progress);
    }
  }

  private static Set<String> folders(Backup backup) {
    Set<String> names = new TreeSet<>();
    backup.manifest().files().forEach(each -> names.add(each.path().split("/", 2)[0]));
    return names;
  }

  private void tell(String done, Manifest manifest, long began) {
    double seconds = (System.nanoTime() - began) / 1e9;
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(
          new JsonObject()
              .put(done, true)
              .put("madeAt", manifest.madeAt().toString())
              .put("schemaThen", manifest.schema())
              .put("schemaNow", DatabaseRebuild.newest())
              .put("rows", manifest.rows())
              .put("files", manifest.files().size())
              .put("journal", manifest.journal().toString())
              .put("seconds", Math.round(seconds * 10) / 10.0)
              .encode());
    } else {
      out.printf(
          Locale.ROOT,
          "%s: %,d rows of %d tables and %d files of %s; the journal is sound up to %s; %.1f s%n",
          done,
          manifest.rows(),
          manifest.tables().size(),
          manifest.files().size(),
          manifest.madeAt(),
          manifest.journal(),
          seconds);
    }
    out.flush();
  }
}

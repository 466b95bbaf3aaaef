package dev.fieldcare.base.backup;

import dev.fieldcare.base.DatabaseRebuild;
import dev.fieldcare.base.DatabaseVisit;
import dev.fieldcare.base.JournalChain;
import dev.fieldcare.base.JournalHead;
import dev.fieldcare.base.JournalReader;
import dev.fieldcare.base.Problem;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * A file that holds an installation: every table as of one moment, and folders. What it holds is
 * hashed in its {@link Manifest}; the journal's chain vouches for the rest. Blocks.
 */
public final class Backup {
  private final Path file;
  private final Manifest manifest;

  private Backup(Path file, Manifest manifest) {
    this.file = file;
    this.manifest = manifest;
  }

  /**
   * Writes one; the file appears once it is whole, for its owner only.
   *
   * @param folders what to pack, by its name in the backup
   */
  public static Backup write(
      Path file, DatabaseVisit database, Map<String, Path> folders, Instant now, Told told)
      throws IOException {
    return whole(
        file,
        zip -> {
          var dump = new DatabaseDump(database);
          JournalHead head = new JournalReader(database).head();
          List<Manifest.Table> tables = dump.tables(zip, told);
          return new Manifest(
              now, dump.schema(), head, tables, dump.sequences(), Folders.pack(folders, zip, told));
        });
  }

  /** One of folders alone, for keys. */
  public static Backup write(Path file, Map<String, Path> folders, Instant now) throws IOException {
    return whole(
        file,
        zip ->
            new Manifest(
                now,
                0,
                JournalHead.NONE,
                List.of(),
                List.of(),
                Folders.pack(folders, zip, (what, done) -> {})));
  }

  private static boolean isPosix(Path place) throws IOException {
    return Files.getFileStore(place).supportsFileAttributeView("posix");
  }

  private interface Contents {
    Manifest to(ZipOutputStream zip) throws IOException;
  }

  private static Backup whole(Path file, Contents contents) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.deleteIfExists(part);
    if (isPosix(Objects.requireNonNull(file.toAbsolutePath().getParent()))) {
      Files.createFile(
          part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    Manifest manifest;
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part), 1 << 16);
        var zip = new ZipOutputStream(out)) {
      zip.setLevel(Deflater.BEST_SPEED);
      manifest = contents.to(zip);
      zip.putNextEntry(new ZipEntry(Manifest.NAME));
      zip.write(manifest.encode().getBytes(StandardCharsets.UTF_8));
      zip.closeEntry();
    }
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    return new Backup(file, manifest);
  }

  /** Fails with {@code backup.file} when it is none. */
  public static Backup open(Path file) {
    try (var zip = new ZipFile(file.toFile())) {
      ZipEntry entry = zip.getEntry(Manifest.NAME);
      if (entry == null) {
        throw Problem.badInput("backup.file", file + ": expected a backup, found no manifest.json");
      }
      try (InputStream in = zip.getInputStream(entry)) {
        return new Backup(
            file, Manifest.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
      }
    } catch (IOException e) {
      throw Problem.badInput("backup.file", file + ": expected a backup, found " + e);
    }
  }

  public Manifest manifest() {
    return manifest;
  }

  /** Reads all of it; fails with {@code backup.altered} when something is not what was written. */
  public void check(Told told) throws IOException {
    try (var zip = new ZipFile(file.toFile())) {
      for (Manifest.Table each : manifest.tables()) {
        check(zip, each.entry(), each.sha256(), told);
      }
      for (Manifest.Packed each : manifest.files()) {
        check(zip, each.path(), each.sha256(), told);
      }
    }
  }

  private static void check(ZipFile zip, String entry, String sha256, Told told)
      throws IOException {
    try (InputStream in = open(zip, entry)) {
      var passing = new Passing(OutputStream.nullOutputStream(), entry, told);
      passing.takeAll(in);
      mustBe(entry, sha256, passing.hash());
    }
  }

  private static InputStream open(ZipFile zip, String entry) throws IOException {
    ZipEntry found = zip.getEntry(entry);
    if (found == null) {
      throw Problem.badInput("backup.altered", entry + ": expected in the backup, found nothing");
    }
    return zip.getInputStream(found);
  }

  private static void mustBe(String what, String expected, String found) {
    if (!found.equals(expected)) {
      throw Problem.badInput(
          "backup.altered", what + ": expected hash " + expected + ", found " + found);
    }
  }

  /**
   * Everything that is in the database goes, and what the backup holds comes in, then through all
   * migrations since. It is committed only once its journal is sound and ends as the backup's did.
   */
  public void into(DatabaseRebuild database, Told told) throws IOException {
    if (manifest.schema() > DatabaseRebuild.newest()) {
      throw Problem.badInput(
          "backup.newer",
          "%s: expected tables of at most migration %d, found %d; a newer Fieldcare made it"
              .formatted(file, DatabaseRebuild.newest(), manifest.schema()));
    }
    database.empty(manifest.schema());
    try (var zip = new ZipFile(file.toFile());
        Connection connection = database.open()) {
      connection.setAutoCommit(false);
      new DatabaseLoad(connection, zip, told).fill(manifest);
      mustBeSound(connection);
      connection.commit();
      connection.setAutoCommit(true);
      try (Statement statement = connection.createStatement()) {
        statement.execute("ANALYZE");
      }
    } catch (SQLException e) {
      throw Problem.unavailable(
          "restore.database", database + " cannot be filled: " + e.getMessage(), e);
    }
    database.bringUpToDate();
  }

  private void mustBeSound(Connection connection) {
    var chain = new JournalChain(JournalHead.NONE, manifest.journal());
    new JournalReader(connection).read(1, chain::offer);
    JournalChain.Finding found = chain.finding();
    if (!found.isSound()) {
      throw Problem.badInput(
          "restore.journal",
          "the journal is not the one that was backed up: entry %s, %s"
              .formatted(found.brokenAt(), found.reason()));
    }
  }

  /**
   * Unpacks the files below this name into a folder. What the folder held before is kept beside it
   * until all is unpacked, then deleted.
   *
   * @param secret is for its owner only
   */
  public void unpack(String name, Path folder, boolean secret, Told told) throws IOException {
    Path fresh = folder.resolveSibling(folder.getFileName() + ".restoring");
    delete(fresh);
    Files.createDirectories(fresh);
    if (secret && isPosix(fresh)) {
      Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwx------"));
    }
    try (var zip = new ZipFile(file.toFile())) {
      for (Manifest.Packed each : manifest.files()) {
        if (each.path().startsWith(name + "/")) {
          Path to = inside(fresh, each.path().substring(name.length() + 1));
          unpack(zip, each, to, told);
          if (secret && isPosix(to)) {
            Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rw-------"));
          }
        }
      }
    }
    Path before = folder.resolveSibling(folder.getFileName() + ".before");
    delete(before);
    if (Files.exists(folder)) {
      Files.move(folder, before);
    }
    Files.move(fresh, folder);
    delete(before);
  }

  private static void unpack(ZipFile zip, Manifest.Packed packed, Path to, Told told)
      throws IOException {
    Files.createDirectories(to.getParent());
    try (InputStream in = open(zip, packed.path());
        OutputStream out = Files.newOutputStream(to)) {
      var passing = new Passing(out, packed.path(), told);
      passing.takeAll(in);
      mustBe(packed.path(), packed.sha256(), passing.hash());
    }
  }

  /** A backup is somebody's file: none of its names may lead out of the folder. */
  private static Path inside(Path folder, String relative) {
    Path found = folder.resolve(relative).normalize();
    if (relative.isEmpty() || !found.startsWith(folder)) {
      throw Problem.badInput(
          "backup.manifest", "expected a file below its folder, found " + relative);
    }
    return found;
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (var all = Files.walk(folder)) {
      for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}

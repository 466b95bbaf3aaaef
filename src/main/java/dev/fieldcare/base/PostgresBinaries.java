package dev.fieldcare.base;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tukaani.xz.XZInputStream;

/**
 * The PostgreSQL programs that travel on the class path, unpacked once for each user and version.
 */
final class PostgresBinaries {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresBinaries.class);
  private static final Pattern VERSION = Pattern.compile("-(\\d+(?:\\.\\d+)+)\\.jar");

  private PostgresBinaries() {}

  /** The directory that holds {@code bin}, {@code lib} and {@code share}. */
  static Path unpacked(PostgresAccount account, Path dataDirectory) throws IOException {
    URL archive = archive();
    Matcher version = VERSION.matcher(archive.toString());
    String name = "postgres-" + (version.find() ? version.group(1) : "18") + "-" + hash(archive);
    IOException last = null;
    for (Path cache : caches(dataDirectory)) {
      try {
        Files.createDirectories(cache);
        if (account.canEnter(cache)) {
          return unpacked(archive, cache.resolve(name));
        }
      } catch (IOException e) {
        last = e;
      }
    }
    throw new IOException("no place to unpack PostgreSQL among " + caches(dataDirectory), last);
  }

  private static List<Path> caches(Path dataDirectory) {
    var caches = new ArrayList<Path>();
    String configured = System.getenv("XDG_CACHE_HOME");
    if (configured != null && !configured.isBlank()) {
      caches.add(Path.of(configured, "fieldcare"));
    }
    caches.add(Path.of(System.getProperty("user.home", "/"), ".cache", "fieldcare"));
    if ("root".equals(System.getProperty("user.name"))) {
      caches.add(Path.of("/var/cache/fieldcare"));
    }
    caches.add(dataDirectory);
    return caches;
  }

  private static Path unpacked(URL archive, Path target) throws IOException {
    if (Files.isExecutable(target.resolve("bin/postgres"))) {
      return target;
    }
    LOG.info("unpacking {} into {}", target.getFileName(), target.getParent());
    Path temporary = Files.createTempDirectory(target.getParent(), "unpacking-");
    try {
      unpack(archive, temporary);
      Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
      LOG.debug("another process unpacked it meanwhile", e);
    } finally {
      deleteAll(temporary);
    }
    return target;
  }

  private static void unpack(URL archive, Path into) throws IOException {
    try (InputStream packed = archive.openStream();
        var tar =
            new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(packed, 65536)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path path = into.resolve(entry.getName()).normalize();
        if (!path.startsWith(into)) {
          throw new IOException(archive + " holds " + entry.getName() + ", outside itself");
        }
        if (entry.isDirectory()) {
          createDirectories(path, into);
        } else if (entry.isSymbolicLink()) {
          createDirectories(parent(path), into);
          Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else {
          createDirectories(parent(path), into);
          Files.copy(tar, path);
          boolean program = (entry.getMode() & 0100) != 0;
          Files.setPosixFilePermissions(
              path, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
        }
      }
    }
  }

  private static Path parent(Path path) {
    Path parent = path.getParent();
    return parent == null ? path : parent;
  }

  /** Readable by all whatever the umask. */
  private static void createDirectories(Path path, Path root) throws IOException {
    if (Files.isDirectory(path)) {
      return;
    }
    if (!path.equals(root)) {
      createDirectories(parent(path), root);
    }
    Files.createDirectory(path);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  static void deleteAll(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  private static URL archive() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String machine = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    boolean isArm = machine.equals("aarch64") || machine.equals("arm64");
    String resource =
        system.contains("mac")
            ? "postgres-darwin-arm_64.txz"
            : isArm ? "postgres-linux-arm_64.txz" : "postgres-linux-x86_64.txz";
    URL archive = PostgresBinaries.class.getClassLoader().getResource(resource);
    boolean fits = system.contains("linux") || (system.contains("mac") && isArm);
    if (archive == null || !fits) {
      throw new Problem(
          Problem.Kind.UNAVAILABLE,
          "database.no-binaries",
          "no embedded PostgreSQL for "
              + system
              + " on "
              + machine
              + " (there is one for Linux on x86-64 and ARM64, and for macOS on ARM64); set"
              + " database.url (FIELDCARE_DATABASE_URL) to a PostgreSQL of yours");
    }
    return archive;
  }

  private static String hash(URL archive) throws IOException {
    if (archive.openConnection() instanceof JarURLConnection jar) {
      return Long.toHexString(jar.getJarEntry().getCrc());
    }
    return "unpacked";
  }
}

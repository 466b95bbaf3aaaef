package dev.fieldcare.base;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * As whom the embedded PostgreSQL runs, for it refuses to run as root: as ourselves; or, when we
 * are root, as a lesser user by {@code setpriv}; or, where that user could not reach the data
 * directory, as root without its name and powers by {@code unshare -U}.
 */
record PostgresAccount(List<String> prefix, int uid, int gid) {

  static PostgresAccount forDirectory(Path directory) throws IOException {
    var self = new UnixSystem();
    int uid = (int) self.getUid();
    if (uid != 0) {
      return new PostgresAccount(List.of(), uid, (int) self.getGid());
    }
    PostgresAccount lesser = lesserUser();
    if (isOpenToOthers(directory) && works(lesser.prefix)) {
      return lesser;
    }
    var nameless = new PostgresAccount(List.of("unshare", "-U"), 0, 0);
    if (works(nameless.prefix)) {
      return nameless;
    }
    throw new Problem(
        Problem.Kind.UNAVAILABLE,
        "database.root",
        "PostgreSQL refuses to run as root, and "
            + (isOpenToOthers(directory)
                ? "setpriv (package util-linux) cannot change to user " + lesser.uid
                : directory + " cannot be entered by another user")
            + "; start Fieldcare as an ordinary user, or set data.dir to a place that others may"
            + " enter, or use a database by database.url");
  }

  private static PostgresAccount lesserUser() throws IOException {
    for (String name : List.of("fieldcare", "postgres", "nobody")) {
      for (String line : Files.readAllLines(Path.of("/etc/passwd"))) {
        String[] fields = line.split(":", -1);
        if (fields.length > 3 && fields[0].equals(name)) {
          return lesserUser(Integer.parseInt(fields[2]), Integer.parseInt(fields[3]));
        }
      }
    }
    return lesserUser(65534, 65534);
  }

  private static PostgresAccount lesserUser(int uid, int gid) {
    return new PostgresAccount(
        List.of("setpriv", "--reuid=" + uid, "--regid=" + gid, "--clear-groups"), uid, gid);
  }

  /** Whether every directory down to this one may be entered by any user. */
  static boolean isOpenToOthers(Path directory) throws IOException {
    for (Path at = directory.toRealPath(); at != null; at = at.getParent()) {
      if (!Files.getPosixFilePermissions(at).contains(PosixFilePermission.OTHERS_EXECUTE)) {
        return false;
      }
    }
    return true;
  }

  /** Whether PostgreSQL, run as this account, can enter the directory. */
  boolean canEnter(Path directory) throws IOException {
    return uid == (int) new UnixSystem().getUid() || isOpenToOthers(directory);
  }

  private static boolean works(List<String> prefix) {
    var command = new ArrayList<>(prefix);
    command.add("true");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  List<String> command(List<String> program) {
    var command = new ArrayList<>(prefix);
    command.addAll(program);
    return command;
  }

  /** Hands the file, or the directory with all in it, to this account, if it is not its already. */
  void own(Path path) throws IOException {
    if ((int) Files.getAttribute(path, "unix:uid") == uid) {
      return;
    }
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            change(file);
            return FileVisitResult.CONTINUE;
          }

          // last the directory itself: its owner tells whether this was done to the end
          @Override
          public FileVisitResult postVisitDirectory(
              Path directory, java.io.@org.jspecify.annotations.Nullable IOException failure)
              throws IOException {
            change(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private void change(Path path) throws IOException {
    Files.setAttribute(path, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
    Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
  }
}

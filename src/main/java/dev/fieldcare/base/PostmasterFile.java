package dev.fieldcare.base;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What a running PostgreSQL writes into {@code postmaster.pid} of its data directory. */
record PostmasterFile(long pid, int port, boolean isReady) {

  static Path in(Path cluster) {
    return cluster.resolve("postmaster.pid");
  }

  /** Empty when there is none or it is not complete yet. */
  static Optional<PostmasterFile> read(Path cluster) {
    try {
      List<String> lines = Files.readAllLines(in(cluster));
      if (lines.size() < 4) {
        return Optional.empty();
      }
      boolean ready = lines.size() >= 8 && lines.get(7).trim().equals("ready");
      return Optional.of(
          new PostmasterFile(
              Long.parseLong(lines.get(0).trim()), Integer.parseInt(lines.get(3).trim()), ready));
    } catch (NoSuchFileException | NumberFormatException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw Problem.unavailable(
          "database.unreadable", "cannot read " + in(cluster) + ": " + e.getMessage(), e);
    }
  }

  /** The process, if it lives and is the PostgreSQL of this directory, not a recycled pid. */
  Optional<ProcessHandle> process(Path cluster) {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(process -> isPostgresOf(process, cluster));
  }

  private static boolean isPostgresOf(ProcessHandle process, Path cluster) {
    try {
      // PostgreSQL changes into its data directory
      return Path.of("/proc/" + process.pid() + "/cwd").toRealPath().equals(cluster.toRealPath());
    } catch (IOException e) {
      return process.info().command().map(command -> command.endsWith("postgres")).orElse(false);
    }
  }
}

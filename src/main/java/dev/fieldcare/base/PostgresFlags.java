package dev.fieldcare.base;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The settings the embedded PostgreSQL runs with, given as command-line flags so that a data
 * directory of any age gets them.
 */
final class PostgresFlags {
  private static final long MEGABYTE = 1 << 20;

  private final Map<String, String> settings;

  private PostgresFlags(Map<String, String> settings) {
    this.settings = settings;
  }

  /** Ours, with the given ones laid over. */
  static PostgresFlags with(Map<String, String> overrides) {
    var settings = new LinkedHashMap<String, String>();
    settings.put("listen_addresses", "127.0.0.1");
    settings.put("unix_socket_directories", "");
    settings.put("max_connections", "60");
    settings.put("fsync", "on");
    settings.put("synchronous_commit", "on");
    settings.put("full_page_writes", "on");
    settings.put("shared_buffers", sharedBuffers());
    settings.put("max_wal_size", "4GB");
    settings.put("wal_buffers", "16MB");
    settings.put("checkpoint_timeout", "15min");
    settings.put("checkpoint_completion_target", "0.9");
    settings.put("work_mem", "16MB");
    settings.put("maintenance_work_mem", "128MB");
    settings.put("random_page_cost", "1.1");
    settings.put("jit", "off");
    settings.put("max_parallel_workers_per_gather", "1");
    // few processes when idle: no I/O workers, no replication launcher
    settings.put("io_method", "sync");
    settings.put("max_logical_replication_workers", "0");
    settings.put("autovacuum_max_workers", "2");
    settings.put("timezone", "UTC");
    settings.put("log_timezone", "UTC");
    settings.put("log_checkpoints", "off");
    settings.put("log_line_prefix", "%m [%p] ");
    settings.putAll(overrides);
    return new PostgresFlags(settings);
  }

  /** A quarter of the machine's memory, at most 1 GB; pages are taken only as they are used. */
  private static String sharedBuffers() {
    long megabytes = 1024;
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean machine) {
      megabytes = machine.getTotalMemorySize() / MEGABYTE / 4;
    }
    return Math.clamp(megabytes, 64, 1024) + "MB";
  }

  List<String> command(Path postgres, Path cluster, int port) {
    var command = new ArrayList<>(List.of(postgres.toString(), "-D", cluster.toString()));
    command.addAll(List.of("-p", Integer.toString(port)));
    settings.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
    return command;
  }

  /** Whether the server of that directory was started with exactly this command. */
  static boolean isRunningAs(List<String> command, Path cluster) throws IOException {
    Path options = cluster.resolve("postmaster.opts");
    if (!Files.exists(options)) {
      return false;
    }
    var expected = new StringBuilder(Path.of(command.get(0)).toRealPath().toString());
    command.stream().skip(1).forEach(word -> expected.append(" \"").append(word).append('"'));
    return Files.readString(options).trim().contentEquals(expected);
  }
}

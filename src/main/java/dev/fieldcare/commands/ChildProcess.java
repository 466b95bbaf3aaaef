package dev.fieldcare.commands;

import dev.fieldcare.base.Problem;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Another Java process of ours: the server or the simulator, started with this process's own JVM
 * and flags, writing to a log file, and ended with us.
 */
final class ChildProcess implements AutoCloseable {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  private final String name;
  private final Process process;
  private final Path log;

  private ChildProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(process::destroy));
  }

  /** Starts a command of our own command line, with the class path we run on. */
  static ChildProcess ofOurs(
      String name, Path home, List<String> arguments, Map<String, String> environment, Path log)
      throws IOException {
    var java = new ArrayList<String>();
    java.add("-Dfieldcare.home=" + home.toAbsolutePath());
    java.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.fieldcare.Main"));
    java.addAll(arguments);
    return start(name, java, environment, log);
  }

  static ChildProcess ofJar(
      String name, Path jar, List<String> arguments, Map<String, String> environment, Path log)
      throws IOException {
    var java = new ArrayList<>(List.of("-jar", jar.toString()));
    java.addAll(arguments);
    return start(name, java, environment, log);
  }

  private static ChildProcess start(
      String name, List<String> arguments, Map<String, String> environment, Path log)
      throws IOException {
    var command = new ArrayList<String>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(arguments);
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(key -> key.startsWith("FIELDCARE_"));
    builder.environment().putAll(environment);
    builder.redirectOutput(log.toFile());
    return new ChildProcess(name, builder.start(), log);
  }

  /** A TCP port of the loopback address that nobody uses just now. */
  static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /**
   * Waits until the address answers 200.
   *
   * @throws Problem with the end of the log when the process ends or the time is up
   */
  void awaitReady(String url, Duration limit) throws InterruptedException {
    long until = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() < until) {
      if (!process.isAlive()) {
        throw failed("ended with status " + process.exitValue());
      }
      if (answers(url)) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    throw failed("was not ready within " + limit.toSeconds() + " s");
  }

  private static boolean answers(String url) throws InterruptedException {
    try {
      var request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(2)).build();
      return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private Problem failed(String what) {
    String end;
    try {
      List<String> lines = Files.readAllLines(log);
      end = String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    } catch (IOException e) {
      end = "(its log cannot be read: " + e.getMessage() + ")";
    }
    return new Problem(
        Problem.Kind.INTERNAL,
        "child.failed",
        "the " + name + " " + what + ". Its last words:\n" + end);
  }

  int waitFor() throws InterruptedException {
    return process.waitFor();
  }

  /** As {@code kill -9}. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Asks it to end and waits for at most ten seconds. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}

package dev.fieldcare.gateway.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fieldcare.base.Await;
import dev.fieldcare.rollout.Action;
import dev.fieldcare.rollout.ActionState;
import dev.fieldcare.rollout.Evidence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real SWUpdate, unmodified, against the gateway. */
class SwupdateTest {
  @TempDir private Path folder;
  private final List<Process> started = new ArrayList<>();
  private final byte[] payload = new byte[600_000];
  private SwuFile.Signer signer;
  private @Nullable HttpGatewayFixture gateway;

  @SuppressWarnings("NullAway.Init") // JUnit sets them
  SwupdateTest() {}

  @BeforeEach
  void prepare() throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/swupdate")),
        "swupdate is not installed: apt-get install swupdate");
    new SplittableRandom(3).nextBytes(payload);
    signer = new SwuFile.Signer("release");
    signer.writeCertificate(folder.resolve("signer.pem"));
  }

  @AfterEach
  void close() throws Exception {
    for (Process each : started) {
      stop(each);
    }
    if (gateway != null) {
      gateway.close();
    }
  }

  private static void stop(Process process) throws InterruptedException {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    if (!process.waitFor(5, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
  }

  private Path target() {
    return folder.resolve("installed.bin");
  }

  private HttpGatewayFixture serve(SwuFile.Signer by, byte[] sent) throws Exception {
    var settings =
        new HttpGatewaySettings(null, Duration.ofSeconds(1), 0, null, Set.of(), List.of(), 0);
    byte[] swu = SwuFile.of(by, "1.5.0", payload, sent, target());
    gateway = new HttpGatewayFixture(settings, swu, "swu");
    return gateway;
  }

  /** Starts it; {@code outcome} is what it says of an update before this start, "" for nothing. */
  private Process swupdate(HttpGatewayFixture against, String running, String outcome)
      throws IOException {
    Path own = Files.createDirectories(folder.resolve("run-" + started.size()));
    Path configuration = own.resolve("swupdate.cfg");
    Files.writeString(
        configuration,
        """
        globals : { verbose = true; loglevel = 5; syslog = false; public-key-file = "%s"; };
        identify : ( { name = "version"; value = "%s"; } );
        suricatta : { tenant = "DEFAULT"; id = "d-17"; url = "%s"; polldelay = 1; retry = 3;
          retrywait = 1; targettoken = "%s"; connection-timeout = 10; enable = true; };
        """
            .formatted(
                folder.resolve("signer.pem"), running, against.base, against.house.token("d-17")));
    var builder =
        new ProcessBuilder(
                "swupdate", "-f", configuration.toString(), "-H", "board:1.0", "-u", outcome)
            .redirectErrorStream(true)
            .redirectOutput(own.resolve("log").toFile());
    builder.environment().put("TMPDIR", own.toString());
    Process process = builder.start();
    started.add(process);
    return process;
  }

  private void awaitState(HttpGatewayFixture of, ActionState state) throws IOException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (of.newest().state() != state) {
      if (System.nanoTime() > until || of.newest().state().isOver()) {
        throw new AssertionError("expected " + state + ", found " + of.newest() + "\n" + logs());
      }
      java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
    }
  }

  private boolean isInstalled(HttpGatewayFixture of) {
    try {
      return Files.exists(target())
          && Files.size(target()) == payload.length
          && Await.get(of.house.actions.reports(of.newest().id(), true, 100)).stream()
              .anyMatch(
                  report ->
                      report.detail().toLowerCase(java.util.Locale.ROOT).contains("successful"));
    } catch (IOException e) {
      return false;
    }
  }

  private void awaitInstalled(HttpGatewayFixture of) throws IOException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(180);
    while (!isInstalled(of)) {
      if (System.nanoTime() > until) {
        throw new AssertionError("not installed within 180 s: " + of.newest() + "\n" + logs());
      }
      java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
    }
  }

  private String logs() throws IOException {
    var log = new StringBuilder();
    for (int i = 0; i < started.size(); i++) {
      log.append(Files.readString(folder.resolve("run-" + i + "/log")));
    }
    return log.toString();
  }

  private void installAndBoot(HttpGatewayFixture of) throws Exception {
    Process before = swupdate(of, "1.4.0", "");
    awaitInstalled(of);
    stop(before);
    assertArrayEquals(payload, Files.readAllBytes(target()));
    swupdate(of, "1.5.0", "-c 2");
    awaitState(of, ActionState.CONFIRMED);
  }

  @Test
  void it_installs_boots_and_closes_the_action() throws Exception {
    HttpGatewayFixture server = serve(signer, payload);
    server.assign();
    installAndBoot(server);
  }

  @Test
  void a_cut_download_is_resumed() throws Exception {
    HttpGatewayFixture server = serve(signer, payload);
    server.cutDownloads = 1;
    server.assign();
    installAndBoot(server);
    assertTrue(server.ranges > 0, "no range was asked for");
  }

  @Test
  void a_tampered_payload_fails_the_action() throws Exception {
    byte[] other = payload.clone();
    other[300_000] ^= 1;
    HttpGatewayFixture server = serve(signer, other);
    server.assign();
    swupdate(server, "1.4.0", "");
    awaitState(server, ActionState.FAILED);
  }

  @Test
  void another_signer_fails_the_action() throws Exception {
    HttpGatewayFixture server = serve(new SwuFile.Signer("somebody"), payload);
    server.assign();
    swupdate(server, "1.4.0", "");
    awaitState(server, ActionState.FAILED);
    assertFalse(Files.exists(target()));
  }

  @Test
  void a_canceled_update_is_left_alone() throws Exception {
    HttpGatewayFixture server = serve(signer, payload);
    Action action = server.assign();
    Await.get(server.house.actions.hear(action.id(), new Evidence.Offered("told"), "device:d-17"));
    Await.get(server.house.actions.cancel(action.id(), false, "user:ann"));
    swupdate(server, "1.4.0", "");
    awaitState(server, ActionState.CANCELED);
    assertFalse(Files.exists(target()));
  }
}

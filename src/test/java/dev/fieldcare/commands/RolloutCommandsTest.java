package dev.fieldcare.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rollouts by the commands alone, against a server in its own process. */
@Timeout(600)
class RolloutCommandsTest {
  private static final String MODEL = "gateway-x1";
  private static final String VERSION = "1.5.0";
  private static ScratchServer server;

  @TempDir private static Path directory;
  private static Path writer;
  private static Path approver;
  private static Path plan;
  private String said = "";

  @BeforeAll
  static void start() throws Exception {
    server = ScratchServer.start(Path.of(System.getProperty("fieldcare.home", ".")), Map.of());
    for (int i = 1; i <= 6; i++) {
      server.register("d-" + i, MODEL);
    }
    FirmwareServer admin = FirmwareServer.at(server.url(), ScratchServer.TOKEN);
    new DemoRelease(MODEL, VERSION, VERSION, List.of(), "Runs cooler.", "降低温升。")
        .publish(admin, directory);
    writer = token(admin, "release_engineer");
    approver = token(admin, "manager");
    plan =
        Files.writeString(
            directory.resolve("plan.json"),
            new JsonObject()
                .put("waves", new JsonArray().add(2).add("100%"))
                .put("holdBack", "0%")
                .encode());
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private static Path token(FirmwareServer admin, String role) throws Exception {
    var wish = new JsonObject().put("name", role).put("role", role);
    return Files.writeString(
        directory.resolve(role), admin.send("POST", "/api/v1/tokens", wish).getString("token"));
  }

  /** Its exit status; what it printed is kept. */
  private int rollout(Path token, String... arguments) {
    var all = new ArrayList<>(List.of("rollout"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--server", server.url(), "--token-file", token.toString()));
    var out = new StringWriter();
    int status =
        CommandLines.run(all.toArray(String[]::new), new PrintWriter(out), new PrintWriter(out));
    said = out.toString();
    return status;
  }

  private void must(Path token, String... arguments) {
    assertEquals(0, rollout(token, arguments), () -> String.join(" ", arguments) + ": " + said);
  }

  private String created() {
    must(
        writer,
        "create",
        "--model",
        MODEL,
        "--release",
        VERSION,
        "--plan",
        plan.toString(),
        "--name",
        "spring");
    assertTrue(said.matches("rollout \\d+: draft\\R"), said);
    return said.replaceAll("\\D+(\\d+):(?s:.*)", "$1");
  }

  private String running() {
    String id = created();
    must(writer, "submit", id);
    must(approver, "approve", id);
    must(writer, "start", id);
    return id;
  }

  @Test
  void a_rollout_is_written_approved_started_shown_and_stopped() {
    String id = created();
    must(writer, "submit", id);
    assertEquals(1, rollout(writer, "approve", id), "nobody approves what they wrote");
    assertTrue(said.contains("to approve it"), said);
    assertEquals(1, rollout(approver, "start", id), "it is not approved");
    must(approver, "approve", id);
    must(writer, "start", id);
    assertEquals("rollout " + id + ": running" + System.lineSeparator(), said);
    must(approver, "pause", id);
    must(approver, "resume", id);
    must(approver, "show", id);
    assertTrue(said.contains(", spring"), said);
    assertTrue(said.contains("approved by "), said);
    assertTrue(said.lines().anyMatch(line -> line.matches("wave 2 +4  ░+ +0 %  pending 4")), said);
    must(approver, "members", id, "--wave", "1");
    assertEquals(2, said.lines().count(), said);
    must(approver, "list", "--state", "running");
    assertTrue(said.contains(MODEL) && said.contains("6 devices"), said);
    must(approver, "halt", id, "--reason", "a doubt", "--yes");
    must(approver, "show", id, "--watch");
    assertTrue(said.contains("halted: a doubt"), said);
    assertEquals(1, rollout(approver, "resume", id), "a reason is needed after a halt");
    must(approver, "resume", id, "--reason", "no doubt");
    must(approver, "cancel", id, "--yes");
    assertEquals(1, rollout(approver, "pause", id));
  }

  @Test
  void what_cannot_be_undone_is_asked_for_first() {
    assumeTrue(System.console() == null, "somebody could answer here");
    String id = running();
    assertEquals(1, rollout(approver, "halt", id, "--reason", "a doubt"));
    assertTrue(said.contains("give --yes"), said);
    must(approver, "show", id);
    assertTrue(said.contains("running: "), said);
    must(approver, "cancel", id, "--yes");
  }

  @Test
  void a_dry_run_says_what_it_would_amount_to() {
    must(
        writer,
        "try",
        "--model",
        MODEL,
        "--release",
        VERSION,
        "--plan",
        plan.toString(),
        "--filter",
        "id in (d-1, d-2, d-3)");
    assertTrue(said.contains("3 devices match, "), said);
    assertTrue(said.contains("held back: 0"), said);
    assertTrue(said.contains("tickets helped: 0"), said);
  }

  @Test
  void what_is_wrong_is_said_and_fails() throws Exception {
    assertEquals(1, rollout(writer, "show", "99"));
    assertTrue(said.contains("there is no rollout 99"), said);
    Path bad = Files.writeString(directory.resolve("bad.json"), "{waves");
    assertEquals(
        1,
        rollout(writer, "try", "--model", MODEL, "--release", VERSION, "--plan", bad.toString()));
    assertTrue(said.contains("expected a plan as JSON"), said);
    assertEquals(2, rollout(writer, "create", "--model", MODEL));
    assertEquals(2, rollout(writer, "halt", "1", "--yes"), "without a reason");
    assertFalse(said.isEmpty());
  }

  @Test
  void every_command_explains_itself() {
    for (String each :
        "list show try create members submit approve start pause resume halt back cancel"
            .split(" ")) {
      assertEquals(0, rollout(writer, each, "--help"));
      assertTrue(said.contains("Usage: fieldcare rollout " + each), said);
    }
  }
}

package dev.fieldcare.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commands as a shell sees them: a process of their own against a server in another, its exit
 * status, and what goes to standard output and what to standard error.
 */
@Timeout(300)
class CommandProcessTest {
  private record Said(int status, String out, String err) {
    /** Refused as scripts expect it: nothing to read, one line to show. */
    void assertRefused(String word) {
      assertEquals(1, status, this::toString);
      assertEquals("", out, this::toString);
      assertEquals(1, err.lines().count(), this::toString);
      assertTrue(err.startsWith("fieldcare: ") && err.contains(word), this::toString);
    }
  }

  @TempDir private static Path directory;
  private static ScratchServer server;
  private static Path token;

  @BeforeAll
  static void start() throws Exception {
    server = ScratchServer.start(Path.of(System.getProperty("fieldcare.home", ".")), Map.of());
    token = Files.writeString(directory.resolve("token"), ScratchServer.TOKEN + "\n");
    server.register("d-17", "gateway-x1");
  }

  @AfterAll
  static void stop() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void help_goes_to_standard_output_and_succeeds() throws Exception {
    Said all = run("--help");
    assertEquals(0, all.status(), all::toString);
    assertTrue(all.out().contains("serve") && all.out().contains("firmware"), all::toString);
    Said one = run("firmware", "export", "--help");
    assertEquals(0, one.status(), one::toString);
    assertTrue(one.out().contains("--director-keys"), one::toString);
    assertEquals("", all.err() + one.err());
  }

  @Test
  void what_is_not_understood_is_told_with_the_usage_on_standard_error() throws Exception {
    Said word = run("serv");
    assertEquals(2, word.status(), word::toString);
    assertTrue(word.err().contains("Did you mean: fieldcare serve"), word::toString);
    Said file = run("firmware", "verify");
    assertEquals(2, file.status(), file::toString);
    assertTrue(file.err().contains("Usage: fieldcare firmware verify"), file::toString);
    assertEquals("", word.out() + file.out());
    Said both = run("firmware", "export", "--out", "a", "--device", "d-17", "--model", "m");
    assertEquals(2, both.status(), both::toString);
    assertTrue(both.err().contains("either --device or --model"), both::toString);
  }

  @Test
  void an_image_is_uploaded_published_exported_and_verified() throws Exception {
    Path image = Files.write(directory.resolve("image.bin"), new byte[100_000]);
    String file = image.toString();
    Said sent = remote("upload", file, "--model", "gateway-x1", "--version", "1.5.0", "--publish");
    assertEquals(0, sent.status(), sent::toString);
    assertEquals("release 1: gateway-x1 1.5.0, counter 1, PUBLISHED\n", sent.out());
    assertTrue(sent.err().contains("100 % of 100,000 bytes"), sent::toString);
    Path carried = directory.resolve("d-17.fcpkg");
    Said made = remote("export", "--device", "d-17", "--out", carried.toString());
    assertEquals(0, made.status(), made::toString);
    assertEquals(carried + "\n", made.out());
    String root = server.directory().resolve("data/keys/image/1.root.json").toString();
    Said good = run("firmware", "verify", carried.toString(), "--root", root);
    assertEquals(0, good.status(), good::toString);
    assertTrue(good.out().endsWith("verified: " + carried + "\n"), good::toString);
    assertEquals("", good.err());
    byte[] bytes = Files.readAllBytes(carried);
    bytes[bytes.length - 50_000] ^= 1;
    Files.write(carried, bytes);
    run("firmware", "verify", carried.toString(), "--root", root).assertRefused("[HASH]");
  }

  @Test
  void a_server_that_is_not_there_is_named() throws Exception {
    String nobody = "http://127.0.0.1:" + ChildProcess.freePort();
    String file = directory.resolve("none.fcpkg").toString();
    String[] export = {"firmware", "export", "--device", "d-17", "--out", file};
    run(with(export, "--server", nobody, "--token-file", token.toString())).assertRefused(nobody);
    run(with(export, "--server", server.url(), "--token-file", "no-such-file"))
        .assertRefused("no-such-file: expected an API token");
    assertFalse(Files.exists(Path.of(file)));
  }

  @Test
  void a_token_nobody_gave_is_refused_and_no_secret_is_printed() throws Exception {
    Path wrong = Files.writeString(directory.resolve("wrong"), "not-a-token-of-ours");
    String[] publish = {"firmware", "publish", "1", "--server", server.url()};
    Said refused = run(with(publish, "--token-file", wrong.toString()));
    refused.assertRefused("token");
    assertFalse(refused.err().contains("not-a-token-of-ours"), refused::toString);
  }

  @Test
  void the_journal_is_verified_and_its_head_can_be_read_by_a_program() throws Exception {
    String[] to = {"--server", server.url(), "--token-file", token.toString()};
    Said head = run(with(new String[] {"journal", "head"}, to));
    assertEquals(0, head.status(), head::toString);
    assertEquals("", head.err());
    Said intact = run(with(new String[] {"journal", "verify"}, to));
    assertEquals(0, intact.status(), intact::toString);
  }

  @Test
  void the_interface_is_printed_as_json_alone() throws Exception {
    Said said = run("openapi");
    assertEquals(0, said.status(), said::toString);
    assertEquals("3.1.0", new JsonObject(said.out()).getString("openapi"));
  }

  @Test
  void a_folder_without_keys_is_named() throws Exception {
    String none = directory.resolve("no-keys").toString();
    run("firmware", "keys", "show", none).assertRefused(none);
  }

  private static String[] with(String[] some, String... more) {
    var all = new ArrayList<>(List.of(some));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  /** A command of firmware that talks to the server. */
  private static Said remote(String... arguments) throws Exception {
    String[] to = {"--server", server.url(), "--token-file", token.toString()};
    return run(with(with(new String[] {"firmware"}, arguments), to));
  }

  private static Said run(String... arguments) throws Exception {
    Path out = Files.createTempFile(directory, "out", "");
    Path err = Files.createTempFile(directory, "err", "");
    var command = new ArrayList<String>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.fieldcare.Main"));
    command.addAll(List.of(arguments));
    var builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().keySet().removeIf(key -> key.startsWith("FIELDCARE_"));
    Process process = builder.start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), command.toString());
    return new Said(process.exitValue(), Files.readString(out), Files.readString(err));
  }
}

package dev.fieldcare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Building the console where npm is missing, on a PATH of our own. */
class ConsoleBuildTest {
  private static final Path BUILD = Checkout.HOME.resolve("src/main/web/build");

  @TempDir private Path folder;

  @BeforeEach
  void path() throws IOException {
    Path bin = Files.createDirectory(folder.resolve("bin"));
    for (String name :
        new String[] {
          "bash", "env", "dirname", "find", "sort", "sha256sum", "sed", "rm", "mkdir", "cp", "mv"
        }) {
      Path program = Path.of("/usr/bin", name);
      Files.createSymbolicLink(
          bin.resolve(name), Files.exists(program) ? program : Path.of("/bin", name));
    }
  }

  @Test
  void without_npm_there_is_a_page_that_says_so() throws Exception {
    Path out = folder.resolve("console");
    Said said = build(out, Map.of());
    assertEquals(0, said.status(), said.text());
    assertTrue(said.text().contains("[WARNING] console: npm is missing"), said.text());
    assertEquals("icon.svg\nindex.html\n", Files.readString(out.resolve("files.txt")));
    String page = Files.readString(out.resolve("index.html"));
    assertTrue(page.contains("npm (Node 20 or newer) was missing"), page);
    assertTrue(page.contains("没有控制台"), page);
  }

  @Test
  void continuous_integration_does_not_go_on_without_npm() throws Exception {
    Path out = folder.resolve("console");
    Said said = build(out, Map.of("CI", "true"));
    assertNotEquals(0, said.status());
    assertTrue(said.text().contains("[ERROR] console: npm is missing"), said.text());
    assertFalse(Files.exists(out.resolve("index.html")));
  }

  private record Said(int status, String text) {}

  private Said build(Path out, Map<String, String> environment) throws Exception {
    var process = new ProcessBuilder("/bin/bash", BUILD.toString(), out.toString());
    process.environment().clear();
    process.environment().putAll(environment);
    process.environment().put("PATH", folder.resolve("bin").toString());
    process.redirectErrorStream(true);
    Process running = process.start();
    String text =
        new String(
            running.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertTrue(running.waitFor(60, TimeUnit.SECONDS));
    return new Said(running.exitValue(), text);
  }
}

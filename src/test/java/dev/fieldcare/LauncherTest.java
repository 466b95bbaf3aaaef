package dev.fieldcare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher, with a Java and a Maven that only say how they were called. */
class LauncherTest {
  private record Said(int status, String out, String err) {}

  private final Path folder;
  private final Path home;
  private final Path jdk;

  LauncherTest(@TempDir Path folder) {
    this.folder = folder;
    this.home = folder.resolve("a house");
    this.jdk = folder.resolve("jdk 25");
  }

  @BeforeEach
  void build() throws IOException {
    Files.createDirectories(home.resolve("src/main"));
    Files.copy(Checkout.HOME.resolve("fieldcare"), home.resolve("fieldcare"));
    Files.writeString(home.resolve("pom.xml"), "<project/>");
    Files.writeString(home.resolve("src/main/Some.java"), "class Some {}");
    jdk(jdk, "25.0.3");
    script(
        folder.resolve("bin/mvn"),
        """
        [ ! -e '%s/broken' ] || { echo '[ERROR] Some.java: no such thing'; exit 1; }
        mkdir -p '%s/src/target' '%s/device-simulator/target'
        touch '%s/src/target/fieldcare.jar' '%s/device-simulator/target/device-simulator.jar'
        """
            .replace("%s", home.toString()));
  }

  @Test
  void it_builds_once_and_becomes_the_server() throws Exception {
    Said first = launch("serve", "--port", "a b");
    assertEquals(0, first.status(), first.err());
    assertTrue(first.err().contains("building"), first.err());
    assertTrue(first.out().contains("[-jar][" + home + "/src/target/fieldcare.jar]"), first.out());
    assertTrue(first.out().endsWith("[serve][--port][a b]"), first.out());
    assertTrue(first.out().contains("[-Dfieldcare.home=" + home + "]"), first.out());
    assertEquals("", launch("serve").err());
  }

  @Test
  void it_builds_again_when_a_source_is_newer() throws Exception {
    launch("serve");
    touch(home.resolve("src/main/Some.java"));
    assertTrue(launch("serve").err().contains("building"));
    assertEquals("", launch("serve").err());
    Files.delete(home.resolve("src/main/Some.java"));
    touch(home.resolve("src/main"));
    assertTrue(launch("serve").err().contains("building"));
  }

  @Test
  void what_building_the_console_leaves_behind_is_no_source() throws Exception {
    Path web = home.resolve("src/main/web");
    Files.createDirectories(web.resolve("node_modules"));
    Files.createDirectories(web.resolve("src/api"));
    launch("serve");
    touch(Files.createFile(web.resolve("node_modules/some.js")));
    touch(Files.createFile(web.resolve("src/api/schema.d.ts")));
    touch(web);
    assertEquals("", launch("serve").err());
    touch(Files.createFile(web.resolve("src/App.vue")));
    assertTrue(launch("serve").err().contains("building"));
  }

  @Test
  void simulate_and_replay_go_to_the_simulator() throws Exception {
    for (String command : List.of("simulate", "replay")) {
      Said said = launch(command);
      assertTrue(said.out().contains("/device-simulator/target/device-simulator.jar]"), said.out());
      assertTrue(said.out().endsWith("[" + command + "]"), said.out());
    }
  }

  @Test
  void it_works_through_a_link_and_from_elsewhere() throws Exception {
    Path link = folder.resolve("link");
    Files.createSymbolicLink(link, Path.of("a house/fieldcare"));
    Said said = run(Map.of("FIELDCARE_JAVA_HOME", jdk.toString()), link.toString(), "serve");
    assertTrue(said.out().contains("[-Dfieldcare.home=" + home + "]"), said.out() + said.err());
  }

  @Test
  void it_names_a_java_that_is_too_old() throws Exception {
    Path old = folder.resolve("jdk-17");
    jdk(old, "17.0.15");
    Said said = run(Map.of("FIELDCARE_JAVA_HOME", old.toString()), home + "/fieldcare", "serve");
    assertEquals(1, said.status());
    assertTrue(said.err().contains("expected a JDK 21 or newer there, found Java 17"), said.err());
  }

  @Test
  void it_passes_over_an_old_java_home() throws Exception {
    Path old = folder.resolve("jdk-17");
    jdk(old, "17.0.15");
    launch("serve");
    var environment = Map.of("JAVA_HOME", old.toString(), "FIELDCARE_JAVA_HOME", "");
    Said said = run(environment, home + "/fieldcare", "--version");
    assertFalse(said.out().contains("[-jar]"), "the old one was called: " + said.out());
  }

  @Test
  void a_failed_build_shows_why_and_starts_nothing() throws Exception {
    Files.writeString(home.resolve("broken"), "");
    Said said = launch("serve");
    assertEquals(1, said.status());
    assertTrue(said.err().contains("Some.java: no such thing"), said.err());
    assertEquals("", said.out());
  }

  @Test
  void a_heap_named_in_the_jvms_own_variable_counts() throws Exception {
    launch("serve");
    assertTrue(launch("serve").out().contains("[-Xmx1g]"));
    Said said =
        run(
            Map.of("FIELDCARE_JAVA_HOME", jdk.toString(), "JAVA_TOOL_OPTIONS", "-Xmx3g"),
            home + "/fieldcare",
            "serve");
    assertFalse(said.out().contains("[-Xmx1g]"), said.out());
  }

  private Said launch(String... arguments) throws Exception {
    var command = new ArrayList<String>();
    command.add(home + "/fieldcare");
    command.addAll(List.of(arguments));
    return run(Map.of("FIELDCARE_JAVA_HOME", jdk.toString()), command.toArray(String[]::new));
  }

  private Said run(Map<String, String> environment, String... command) throws Exception {
    Path out = Files.createTempFile(folder, "out", "");
    Path err = Files.createTempFile(folder, "err", "");
    var builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.matches("JAVA.*|JDK_.*|FIELDCARE_.*"));
    builder.environment().merge("PATH", folder + "/bin:", (path, bin) -> bin + path);
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the launcher did not end");
    return new Said(process.exitValue(), read(out), read(err));
  }

  private static void jdk(Path directory, String version) throws IOException {
    script(directory.resolve("bin/java"), "for each in \"$@\"; do printf '[%s]' \"$each\"; done\n");
    script(directory.resolve("bin/javac"), "");
    Files.writeString(directory.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
  }

  private static void script(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void touch(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusMillis(10)));
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8).strip();
  }
}

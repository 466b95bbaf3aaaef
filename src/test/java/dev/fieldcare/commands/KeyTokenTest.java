package dev.fieldcare.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fieldcare.firmware.tuf.KeyFolder;
import dev.fieldcare.firmware.tuf.Metadata;
import dev.fieldcare.firmware.tuf.Root;
import dev.fieldcare.firmware.tuf.TufKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The ceremony with offline keys in a token: SoftHSM2, in a folder of its own. Its library reads
 * where that is from the environment, so the commands run in a process apart.
 */
@Timeout(600)
class KeyTokenTest {
  private static final List<String> LIBRARIES =
      List.of(
          "/usr/lib/softhsm/libsofthsm2.so",
          "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
          "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
          "/usr/local/lib/softhsm/libsofthsm2.so");

  @TempDir private Path directory;
  private Path environment;
  private Path configuration;
  private Path pin;
  private Path keys;

  @BeforeEach
  void makeToken() throws Exception {
    String library =
        LIBRARIES.stream().filter(each -> Files.exists(Path.of(each))).findFirst().orElse("");
    assumeTrue(
        !library.isEmpty() && isThere("softhsm2-util"),
        "softhsm2-util is needed (Debian package softhsm2)");
    Path tokens = Files.createDirectory(directory.resolve("tokens"));
    environment =
        Files.writeString(
            directory.resolve("softhsm2.conf"), "directories.tokendir = " + tokens + "\n");
    configuration =
        Files.writeString(
            directory.resolve("token.cfg"),
            "name = fieldcare\nlibrary = " + library + "\nslotListIndex = 0\n");
    pin = Files.writeString(directory.resolve("pin"), "123456\n");
    keys = directory.resolve("keys");
    String[] init = {
      "softhsm2-util",
      "--init-token",
      "--free",
      "--label",
      "fieldcare",
      "--pin",
      "123456",
      "--so-pin",
      "654321"
    };
    assertEquals(0, run(List.of(init)), this::log);
  }

  @Test
  void a_root_is_signed_by_keys_that_never_leave_the_token_and_one_is_replaced() throws Exception {
    assertEquals(
        0, keys("init", keys.toString(), "--root", "2/2", "--model", "gateway-x1=1/1"), this::log);
    var folder = new KeyFolder(keys);
    Root first = folder.root(KeyFolder.IMAGE);
    first.checkFirst("1.root.json");
    assertEquals(TufKey.Algorithm.ECDSA_P256, folder.get("root-1").algorithm());
    assertFalse(folder.hasOfflineFiles(), "a private key lies in a file");

    assertEquals(0, keys("rotate", keys.toString(), "--revoke", "root-1"), this::log);
    Root second = folder.root(KeyFolder.IMAGE);
    first.checkNext(second, "2.root.json");
    assertFalse(second.role(Root.ROOT).keys().containsKey(folder.get("root-1").id()));
    assertTrue(second.role(Root.ROOT).keys().containsKey(folder.get("root-3").id()));
    assertFalse(folder.hasOfflineFiles(), "a private key lies in a file");
  }

  @Test
  void a_release_is_signed_by_a_key_in_the_token() throws Exception {
    assertEquals(
        0, keys("init", keys.toString(), "--root", "1/1", "--model", "gateway-x1=1/1"), this::log);
    var signed = Metadata.head(Root.TARGETS, 1, java.time.Instant.parse("2030-01-01T00:00:00Z"));
    signed.putObject("targets");
    Path file = Files.write(directory.resolve("release"), Metadata.unsigned(signed).bytes());
    assertEquals(0, keys("sign", file.toString(), "--key", "pkcs11:gateway-x1-1"), this::log);
    Metadata read = Metadata.parse(Files.readAllBytes(file), "release");
    TufKey key = new KeyFolder(keys).get("gateway-x1-1");
    assertEquals(java.util.Set.of(key.id()), read.signedKeyIds());
    var role = dev.fieldcare.firmware.tuf.RoleKeys.of(1, List.of(key));
    assertTrue(role.haveSigned(read));

    assertEquals(1, keys("sign", file.toString(), "--key", "pkcs11:nobody"));
    assertTrue(log().contains("labelled nobody"), log());
    Files.writeString(pin, "999999");
    assertEquals(1, keys("sign", file.toString(), "--key", "pkcs11:gateway-x1-1"));
    assertTrue(log().contains("the PIN does not fit"), log());
  }

  private int keys(String... arguments) throws Exception {
    var command = new ArrayList<String>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.fieldcare.Main"));
    command.addAll(List.of("firmware", "keys"));
    command.addAll(List.of(arguments));
    command.addAll(
        List.of("--pkcs11", configuration.toString(), "--pin-file", pin.toString(), "--yes"));
    return run(command);
  }

  private int run(List<String> command) throws Exception {
    var builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile());
    builder.environment().put("SOFTHSM2_CONF", environment.toString());
    Process process = builder.start();
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return -1;
    }
    return process.exitValue();
  }

  private String log() {
    try {
      return Files.readString(directory.resolve("log"));
    } catch (java.io.IOException e) {
      return e.toString();
    }
  }

  private static boolean isThere(String program) throws Exception {
    return new ProcessBuilder("sh", "-c", "command -v " + program).start().waitFor() == 0;
  }
}

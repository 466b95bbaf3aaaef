package dev.fieldcare.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.firmware.tuf.KeyFolder;
import dev.fieldcare.firmware.tuf.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The ceremony as it is held: files and a password, nothing else. */
@Timeout(600)
class KeysCommandTest {
  @TempDir Path directory;

  @Test
  void keys_are_made_encrypted_and_one_of_them_is_replaced() throws IOException {
    Path password = Files.writeString(directory.resolve("password"), "correct horse\n");
    String keys = directory.resolve("keys").toString();
    int made =
        CommandLines.run(
            new String[] {
              "firmware",
              "keys",
              "init",
              keys,
              "--root",
              "1/1",
              "--model",
              "gateway-x1=1/1",
              "--password-file",
              password.toString(),
              "--yes"
            });
    assertEquals(0, made);
    var folder = new KeyFolder(Path.of(keys));
    Path secret = folder.offline().resolve("root-1.pem");
    assertTrue(Files.readString(secret).startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----"));
    assertEquals(
        "rw-------",
        java.nio.file.attribute.PosixFilePermissions.toString(
            Files.getPosixFilePermissions(secret)));
    Root first = folder.root(KeyFolder.IMAGE);

    String[] rotate = {
      "firmware",
      "keys",
      "rotate",
      keys,
      "--revoke",
      "timestamp-1",
      "--password-file",
      password.toString(),
      "--yes"
    };
    assertEquals(0, CommandLines.run(rotate));
    Root second = folder.root(KeyFolder.IMAGE);
    first.checkNext(second, "2.root.json");
    assertFalse(second.role(Root.TIMESTAMP).keys().containsKey(folder.get("timestamp-1").id()));
    assertEquals(0, CommandLines.run(new String[] {"firmware", "keys", "show", keys}));

    Path wrong = Files.writeString(directory.resolve("wrong"), "battery staple");
    rotate[7] = wrong.toString();
    assertEquals(1, CommandLines.run(rotate));
    assertEquals(2, folder.root(KeyFolder.IMAGE).version());
  }

  @Test
  void more_keys_must_sign_and_one_is_removed_without_another_in_its_place() throws IOException {
    Path password = Files.writeString(directory.resolve("password"), "correct horse");
    String keys = directory.resolve("more").toString();
    assertEquals(
        0,
        CommandLines.run(
            new String[] {
              "firmware",
              "keys",
              "init",
              keys,
              "--root",
              "1/1",
              "--model",
              "pump-p2=1/1",
              "--password-file",
              password.toString(),
              "--yes"
            }));
    var folder = new KeyFolder(Path.of(keys));
    Root first = folder.root(KeyFolder.IMAGE);

    assertEquals(0, rotate(keys, password, "--quorum", "root=2/3", "--quorum", "pump-p2=1/2"));
    Root second = folder.root(KeyFolder.IMAGE);
    first.checkNext(second, "2.root.json");
    assertEquals(2, second.role(Root.ROOT).threshold());
    assertEquals(3, second.role(Root.ROOT).keys().size());
    assertEquals(
        second.role(Root.ROOT),
        folder.root(KeyFolder.DIRECTOR).role(Root.ROOT),
        "one root of both");
    assertTrue(second.role(Root.ROOT).keys().containsKey(folder.get("root-1").id()));

    // three keys of which two must sign leave two
    assertEquals(0, rotate(keys, password, "--remove", "root-1"));
    Root third = folder.root(KeyFolder.IMAGE);
    second.checkNext(third, "3.root.json");
    assertEquals(2, third.role(Root.ROOT).keys().size());

    var before = folder.names().keySet();
    assertEquals(1, rotate(keys, password, "--remove", "root-2"), "one key cannot be two");
    assertEquals(1, rotate(keys, password, "--quorum", "root=1/1"), "which of the two shall go?");
    assertEquals(before, folder.names().keySet(), "nothing is made for what is refused");
    assertEquals(0, rotate(keys, password, "--remove", "root-2", "--quorum", "root=1/1"));
    assertEquals(1, folder.root(KeyFolder.IMAGE).role(Root.ROOT).threshold());
  }

  private static int rotate(String keys, Path password, String... how) {
    var arguments =
        new java.util.ArrayList<>(java.util.List.of("firmware", "keys", "rotate", keys));
    arguments.addAll(java.util.List.of(how));
    arguments.addAll(java.util.List.of("--password-file", password.toString(), "--yes"));
    return CommandLines.run(arguments.toArray(String[]::new));
  }
}

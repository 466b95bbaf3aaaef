package dev.fieldcare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fieldcare.commands.CommandLines;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A package from the real server is installed by the real simulator on a machine without network,
 * and its receipt is carried back.
 */
@Timeout(600)
class OfflinePackageTest {
  private static final Path SIMULATOR =
      Checkout.HOME.resolve("device-simulator/target/device-simulator.jar");

  /** Fails where there is a way out, then becomes what follows. */
  private static final String NO_ROUTE = "test -z \"$(tail -n +2 /proc/net/route)\" && exec \"$@\"";

  @TempDir static Path directory;
  private static FirmwareServer house;

  private record Said(int status, String text) {}

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(Files.exists(SIMULATOR), SIMULATOR + " is not built");
    assumeTrue(
        run(List.of("unshare", "-rn", "true")).status() == 0,
        "a network namespace needs unshare, and the right to use it");
    house = new FirmwareServer(directory.resolve("data"), Map.of());
    byte[] image = new byte[300_007];
    new SplittableRandom(11).nextBytes(image);
    house.release("1.5.0", house.image("image.bin", image));
  }

  @AfterAll
  static void stop() {
    if (house != null) {
      house.close();
    }
  }

  private static Said run(List<String> command) throws Exception {
    Path log = Files.createTempFile(directory, "run", ".log");
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
    } catch (java.io.IOException e) {
      return new Said(127, e.toString());
    }
    assertTrue(process.waitFor(180, TimeUnit.SECONDS), command.toString());
    return new Said(process.exitValue(), Files.readString(log));
  }

  /** The simulator, where there is no network. */
  private static Said simulator(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of("unshare", "-rn", "sh", "-c", NO_ROUTE, "sh"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-jar", SIMULATOR.toString()));
    command.addAll(Arrays.asList(arguments));
    return run(command);
  }

  /** Registers the device and makes its disk. */
  private static String makeDevice(String id) throws Exception {
    house.device(id);
    String roots = "/repo/director/" + id + "/metadata/1.root.json";
    Path director = save(id + "-director.json", roots, house.bearer(id));
    Path image = save(id + "-image.json", "/repo/image/metadata/1.root.json", null);
    Said said =
        simulator(
            "make-device",
            "--store",
            store(id),
            "--device",
            id,
            "--model",
            FirmwareServer.MODEL,
            "--director-root",
            director.toString(),
            "--image-root",
            image.toString(),
            "--token",
            house.token(id));
    assertEquals(0, said.status(), said.text());
    return id;
  }

  private static String store(String device) {
    return directory.resolve(device).toString();
  }

  private static Path save(String name, String path, @Nullable String as) throws Exception {
    var answer = house.get(path, as);
    assertEquals(200, answer.statusCode(), path);
    return Files.write(directory.resolve(name), answer.body());
  }

  private static Path export(String device) throws Exception {
    return save(device + ".fcpkg", "/api/v1/devices/" + device + "/package", FirmwareServer.ADMIN);
  }

  private static Said install(Path file, String device) throws Exception {
    return simulator("install-package", file.toString(), "--store", store(device));
  }

  private static int carryBack(Path file) throws Exception {
    byte[] receipt = Files.readAllBytes(Path.of(file + ".receipt"));
    return house
        .send(
            "POST", "/api/v1/receipts", FirmwareServer.ADMIN, receipt, "Content-Type", "text/plain")
        .statusCode();
  }

  private static JsonObject receipt(Path file) throws Exception {
    String payload = Files.readString(Path.of(file + ".receipt")).split("\\.", -1)[1];
    return new JsonObject(
        new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8));
  }

  @Test
  void a_package_installed_without_a_network_closes_the_action_by_its_receipt() throws Exception {
    String device = makeDevice("d-17");
    String action = house.assign(device, "1.5.0");
    Path file = export(device);
    Said installed = install(file, device);
    assertEquals(0, installed.status(), installed.text());
    assertTrue(installed.text().contains("runs 1.5.0"), installed.text());
    assertEquals(action, receipt(file).getString("action"));
    assertEquals("assigned", house.action(action).getString("state"));
    assertEquals(200, carryBack(file));
    assertEquals("confirmed", house.action(action).getString("state"));
    assertEquals(200, carryBack(file), "the same receipt again");
    assertEquals("confirmed", house.action(action).getString("state"));
  }

  @Test
  void a_package_made_of_files_alone_is_installed_and_its_receipt_closes_the_action()
      throws Exception {
    String device = makeDevice("d-21");
    String action = house.assign(device, "1.5.0");
    Path file = directory.resolve(device + ".fcpkg");
    assertEquals(0, exportFromFiles(file, "--device", device));
    Said installed = install(file, device);
    assertEquals(0, installed.status(), installed.text());
    assertTrue(installed.text().contains("runs 1.5.0"), installed.text());
    assertEquals(200, carryBack(file));
    assertEquals("confirmed", house.action(action).getString("state"));
  }

  @Test
  void a_package_of_files_for_a_model_is_taken_by_its_devices() throws Exception {
    String device = makeDevice("d-22");
    Path file = directory.resolve("model.fcpkg");
    assertEquals(0, exportFromFiles(file));
    Said installed = install(file, device);
    assertEquals(0, installed.status(), installed.text());
  }

  @Test
  void without_the_directors_key_nothing_is_written() throws Exception {
    Path keys = Files.createDirectories(directory.resolve("roots-alone"));
    for (String each : List.of("image", "director")) {
      Files.createDirectories(keys.resolve(each));
      Path root = Path.of(each, "1.root.json");
      Files.copy(house.data.resolve("keys").resolve(root), keys.resolve(root));
    }
    Path file = directory.resolve("unsigned.fcpkg");
    assertEquals(1, exportFromFiles(file, "--director-keys", keys.toString()));
    assertFalse(Files.exists(file));
    assertFalse(Files.exists(directory.resolve("unsigned.fcpkg.part")));
  }

  private static int exportFromFiles(Path file, String... further) {
    var command = new ArrayList<>(List.of("firmware", "export", "--model", FirmwareServer.MODEL));
    command.addAll(List.of("--from", house.data.resolve("firmware-repo").toString()));
    command.addAll(List.of("--out", file.toString()));
    command.addAll(List.of(further));
    if (!command.contains("--director-keys")) {
      command.addAll(List.of("--director-keys", house.data.resolve("keys").toString()));
    }
    return CommandLines.run(command.toArray(String[]::new));
  }

  @Test
  void an_altered_package_is_refused_and_the_receipt_says_why() throws Exception {
    String device = makeDevice("d-18");
    String action = house.assign(device, "1.5.0");
    Path file = export(device);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 100_000] ^= 1;
    Files.write(file, bytes);
    Said refused = install(file, device);
    assertEquals(1, refused.status(), refused.text());
    assertEquals("HASH", receipt(file).getJsonObject("error").getString("code"));
    assertEquals(200, carryBack(file));
    JsonObject closed = house.action(action);
    assertEquals("failed", closed.getString("state"));
    assertTrue(closed.getString("error").startsWith("HASH: "), closed.encode());
  }

  @Test
  void a_package_of_another_device_is_refused() throws Exception {
    String other = makeDevice("d-19");
    Path file = export(other);
    String device = makeDevice("d-20");
    Said refused = install(file, device);
    assertEquals(1, refused.status(), refused.text());
    assertEquals("WRONG_DEVICE", receipt(file).getJsonObject("error").getString("code"));
  }
}

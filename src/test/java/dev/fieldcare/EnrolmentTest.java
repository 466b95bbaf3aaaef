package dev.fieldcare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Real curl and openssl enrol a device with the README's commands, and what they get works. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EnrolmentTest {
  private static final String TOKEN = "enrolment-test";
  private static final String CONNECT = "100d00044d515454040200000001" + "78";

  @TempDir static Path directory;
  private static Server server;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(isThere("curl") && isThere("openssl"), "curl and openssl are needed");
    // The MQTT port shows a certificate of another authority, as one that was bought would be.
    run(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
            + " -subj /CN=localhost -keyout mqtt.key -out mqtt.pem 2> openssl.log");
    server =
        Server.start(
            Settings.load(Checkout.HOME, Map.of())
                .with(
                    Map.of(
                        "data.dir", directory.resolve("data").toString(),
                        "database.port", "0",
                        "http.port", "0",
                        "http.tls.port", "0",
                        "mqtt.port", "-1",
                        "mqtt.tls.port", "0",
                        "mqtt.tls.certificate", directory.resolve("mqtt.pem").toString(),
                        "mqtt.tls.key", directory.resolve("mqtt.key").toString())),
            TOKEN);
    Files.writeString(directory.resolve("data/admin-token"), TOKEN);
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  @Order(1)
  void the_commands_of_the_readme_enrol_a_device_and_renew_its_certificate() throws Exception {
    String commands =
        Checkout.read(Checkout.HOME.resolve("README.md"))
            .lines()
            .dropWhile(line -> !line.equals("## A device gets its certificate"))
            .skip(1)
            .takeWhile(line -> !line.startsWith("## "))
            .filter(line -> line.startsWith("    "))
            .map(String::strip)
            .collect(Collectors.joining("\n"));
    assertTrue(commands.contains("simpleenroll") && commands.contains("simplereenroll"), commands);
    String output =
        run(
            commands
                .replace("http://127.0.0.1:8080", server.url())
                .replace("localhost:8443", "localhost:" + server.httpsPort()));
    assertTrue(output.contains("d-20.pem: OK"), output);
    assertEquals(2, certificates().size());
    assertEquals(
        "subject=CN = d-20",
        run("openssl x509 -in d-20.new.pem -noout -subject").strip().replace("CN=d", "CN = d"));
  }

  @Test
  @Order(2)
  void a_used_password_and_a_stranger_are_refused() throws Exception {
    assertEquals("401", post("simpleenroll", "-u d-20:used"));
    assertEquals("401", post("simpleenroll", ""));
    assertEquals("403", post("simplereenroll", ""));
    assertEquals("403", post("simplereenroll", "--cert mqtt.pem --key mqtt.key"));
  }

  @Test
  @Order(3)
  void the_certificate_lets_the_device_in_by_mqtt() throws Exception {
    assertEquals("20020000", connack("d-20.new.pem"));
  }

  @Test
  @Order(4)
  void a_revoked_certificate_is_refused_by_both_listeners() throws Exception {
    String serial =
        run("openssl x509 -in d-20.new.pem -noout -serial | sed s/serial=//").strip().toLowerCase();
    run(
        "curl -fsS -H 'Authorization: Bearer "
            + TOKEN
            + "' -d '{\"to\":\"revoked\",\"reason\":\"key exposed\"}' "
            + server.url()
            + "/api/v1/devices/d-20/certificates/"
            + serial
            + "/transitions");
    assertEquals("20020004", connack("d-20.new.pem"));
    assertEquals("403", post("simplereenroll", "--cert d-20.new.pem --key d-20.key"));
    assertEquals("20020000", connack("d-20.pem"), "the other certificate holds");
  }

  @Test
  @Order(5)
  void openssl_finds_the_revoked_certificate_on_the_list_and_the_other_not() throws Exception {
    run("curl -fsS " + server.url() + "/pki/crl -o crl.der");
    run("curl -fsS " + server.url() + "/pki/crl.pem -o crl.pem");
    assertTrue(
        run("openssl crl -inform DER -in crl.der -CAfile ca.pem -noout 2>&1")
            .contains("verify OK"));
    assertEquals("d-20.pem: OK", verify("d-20.pem"));
    assertTrue(verify("d-20.new.pem").contains("certificate revoked"), verify("d-20.new.pem"));
    String text = run("openssl crl -in crl.pem -noout -text");
    assertTrue(text.contains("X509v3 CRL Number") && text.contains("Next Update"), text);
  }

  private static String verify(String certificate) throws Exception {
    String command = "openssl verify -crl_check -CAfile ca.pem -CRLfile crl.pem ";
    return run(command + certificate + " 2>&1 || true").strip();
  }

  @Test
  @Order(6)
  void decommissioning_revokes_what_is_left() throws Exception {
    run(
        "curl -fsS -X DELETE -H 'Authorization: Bearer "
            + TOKEN
            + "' "
            + server.url()
            + "/api/v1/devices/d-20");
    run("curl -fsS " + server.url() + "/pki/crl.pem -o crl.pem");
    assertTrue(verify("d-20.pem").contains("certificate revoked"), verify("d-20.pem"));
    assertEquals("20020004", connack("d-20.pem"));
    assertEquals("403", post("simplereenroll", "--cert d-20.pem --key d-20.key"));
  }

  private static io.vertx.core.json.JsonArray certificates() throws Exception {
    return new JsonObject(
            run(
                "curl -fsS -H 'Authorization: Bearer "
                    + TOKEN
                    + "' "
                    + server.url()
                    + "/api/v1/devices/d-20/certificates"))
        .getJsonArray("items");
  }

  /** The status of the answer. */
  private static String post(String operation, String how) throws Exception {
    return run("curl -s -o answer --cacert ca.pem "
            + how
            + " -w '%{http_code}' -H 'Content-Type: application/pkcs10'"
            + " --data-binary @d-20.csr https://localhost:"
            + server.httpsPort()
            + "/.well-known/est/"
            + operation
            + " || true")
        .replace("000", "403") // a certificate nobody trusts ends the handshake
        .strip();
  }

  /** What openssl, showing the certificate, hears after CONNECT without user name and password. */
  private static String connack(String certificate) throws Exception {
    Process client =
        new ProcessBuilder(
                "openssl",
                "s_client",
                "-quiet",
                "-connect",
                "localhost:" + server.mqttTlsPort(),
                "-CAfile",
                "mqtt.pem",
                "-cert",
                certificate,
                "-key",
                "d-20.key")
            .directory(directory.toFile())
            .redirectError(directory.resolve("s_client.log").toFile())
            .start();
    try (OutputStream out = client.getOutputStream();
        InputStream in = client.getInputStream()) {
      out.write(HexFormat.of().parseHex(CONNECT));
      out.flush();
      return HexFormat.of().formatHex(in.readNBytes(4));
    } finally {
      client.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
  }

  private static String run(String commands) throws IOException, InterruptedException {
    Path errors = directory.resolve("errors.log");
    Process shell =
        new ProcessBuilder("bash", "-euo", "pipefail", "-c", commands)
            .directory(directory.toFile())
            .redirectError(errors.toFile())
            .start();
    String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(shell.waitFor(60, TimeUnit.SECONDS), commands);
    assertEquals(0, shell.exitValue(), () -> commands + "\n" + output + Checkout.read(errors));
    return output;
  }

  private static boolean isThere(String program) throws IOException, InterruptedException {
    return new ProcessBuilder("sh", "-c", "command -v " + program).start().waitFor() == 0;
  }
}

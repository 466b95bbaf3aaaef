package dev.fieldcare.rollout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.fieldcare.base.Await;
import dev.fieldcare.base.Json;
import dev.fieldcare.base.Problem;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.registry.Device;
import io.vertx.core.Future;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReceiptsTest {
  private final RolloutFixture house = new RolloutFixture();
  private final Device device = house.device("d-17");
  private final Release release = house.release("1.5.0", 7);
  private final Receipts receipts =
      new Receipts(house.actions, house.devices, any -> Future.succeededFuture(List.of()));

  @AfterEach
  void close() {
    house.close();
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private String receipt(String algorithm, String token, long action, String sha, String result)
      throws Exception {
    return receipt(algorithm, token, "\"" + action + "\"", sha, result, 1);
  }

  private String receipt(
      String algorithm, String token, String action, String sha, String result, long at)
      throws Exception {
    String payload =
        "{\"device\":\"d-17\",\"action\":%s,\"release\":\"1.5.0\",\"counter\":7,\"sha256\":\"%s\",\"result\":\"%s\",\"at\":%d}"
            .formatted(action, sha, result, at);
    return sign(algorithm, token, payload);
  }

  private static String sign(String algorithm, String token, String payload) throws Exception {
    String signed =
        base64(("{\"alg\":\"" + algorithm + "\"}").getBytes(StandardCharsets.UTF_8))
            + "."
            + base64(payload.getBytes(StandardCharsets.UTF_8));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(Json.sha256(token), "HmacSHA256"));
    return signed + "." + base64(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
  }

  private Action assign() {
    return Await.get(house.actions.assign(device, release, Terms.AT_ONCE, "user:ann"));
  }

  private String code(String text) {
    return assertThrows(Problem.class, () -> Await.get(receipts.accept(text))).code();
  }

  @Test
  void a_signed_receipt_confirms_once_and_again_changes_nothing() throws Exception {
    Action action = assign();
    String text =
        receipt("HS256", house.token("d-17"), action.id(), release.image().sha256(), "confirmed");
    Action confirmed = Await.get(receipts.accept(text));
    assertEquals(ActionState.CONFIRMED, confirmed.state());
    assertEquals(confirmed, Await.get(receipts.accept(text)));
  }

  @Test
  void success_with_other_bytes_is_a_failure() throws Exception {
    Action action = assign();
    String text = receipt("HS256", house.token("d-17"), action.id(), "cd".repeat(32), "confirmed");
    assertEquals(ActionState.FAILED, Await.get(receipts.accept(text)).state());
  }

  @Test
  void what_the_device_did_not_sign_is_refused() throws Exception {
    Action action = assign();
    house.device("d-18");
    String sha = release.image().sha256();
    assertEquals(
        "receipt.signature",
        code(receipt("HS256", house.token("d-18"), action.id(), sha, "confirmed")));
    assertEquals(
        "receipt.signature",
        code(receipt("none", house.token("d-17"), action.id(), sha, "confirmed")));
    assertEquals("receipt.malformed", code("a.b"));
    assertEquals("receipt.malformed", code("!.!.!"));
  }

  @Test
  void a_receipt_about_another_devices_action_is_refused() throws Exception {
    Device other = house.device("d-18");
    Action action = Await.get(house.actions.assign(other, release, Terms.AT_ONCE, "user:ann"));
    String text =
        receipt("HS256", house.token("d-17"), action.id(), release.image().sha256(), "confirmed");
    assertEquals("receipt.action", code(text));
  }

  @Test
  void UPTANE_REPLAYED_REPORT_an_old_receipt_confirms_no_later_action() throws Exception {
    String token = house.token("d-17");
    String sha = release.image().sha256();
    assign();
    long at = house.clock.millis();
    String byModel = receipt("HS256", token, "null", sha, "confirmed", at);
    assertEquals(ActionState.CONFIRMED, Await.get(receipts.accept(byModel)).state());

    house.clock.move(Duration.ofDays(1));
    Action later = assign();
    assertEquals("receipt.action", code(byModel));
    assertEquals(ActionState.ASSIGNED, Await.get(house.actions.get(later.id())).state());
  }

  @Test
  void a_refusal_need_not_name_a_release_but_success_must() throws Exception {
    Action action = assign();
    String payload =
        "{\"device\":\"d-17\",\"action\":\"%d\",\"result\":\"%s\",\"error\":%s,\"at\":1}";
    String error = "{\"code\":\"HASH\",\"detail\":\"other bytes\"}";
    String token = house.token("d-17");
    String confirmed = payload.formatted(action.id(), "confirmed", "null");
    assertEquals("receipt.action", code(sign("HS256", token, confirmed)));
    String refused = payload.formatted(action.id(), "failed", error);
    Action failed = Await.get(receipts.accept(sign("HS256", token, refused)));
    assertEquals(ActionState.FAILED, failed.state());
    assertEquals("HASH: other bytes", failed.error());
  }

  @ParameterizedTest
  @CsvSource({
    "EdDSA, Ed25519, Ed25519, Ed25519",
    "ES256, EC, SHA256withECDSAinP1363Format, SHA256withECDSA"
  })
  void a_receipt_is_believed_by_the_key_of_a_certificate_that_holds(
      String algorithm, String kind, String signing, String certifying) throws Exception {
    KeyPair own = KeyPairGenerator.getInstance(kind).generateKeyPair();
    KeyPair other = KeyPairGenerator.getInstance(kind).generateKeyPair();
    byte[] certificate = certificate(own, certifying);
    var known =
        new Receipts(
            house.actions, house.devices, any -> Future.succeededFuture(List.of(certificate)));
    Action action = assign();
    String payload =
        "{\"device\":\"d-17\",\"action\":\"%d\",\"release\":\"1.5.0\",\"counter\":7,\"sha256\":\"%s\",\"result\":\"confirmed\",\"at\":1}"
            .formatted(action.id(), release.image().sha256());
    String foreign = signed(algorithm, signing, other, payload);
    var refused = assertThrows(Problem.class, () -> Await.get(known.accept(foreign)));
    assertEquals("receipt.signature", refused.code());
    String text = signed(algorithm, signing, own, payload);
    assertEquals(ActionState.CONFIRMED, Await.get(known.accept(text)).state());
  }

  private static String signed(String algorithm, String signing, KeyPair pair, String payload)
      throws Exception {
    String text =
        base64(("{\"alg\":\"" + algorithm + "\"}").getBytes(StandardCharsets.UTF_8))
            + "."
            + base64(payload.getBytes(StandardCharsets.UTF_8));
    Signature signature = Signature.getInstance(signing);
    signature.initSign(pair.getPrivate());
    signature.update(text.getBytes(StandardCharsets.US_ASCII));
    return text + "." + base64(signature.sign());
  }

  private static byte[] certificate(KeyPair pair, String algorithm) throws Exception {
    var name = new X500Name("CN=d-17");
    var now = Instant.parse("2026-11-22T08:15:00Z");
    return new JcaX509v3CertificateBuilder(
            name,
            BigInteger.ONE,
            Date.from(now),
            Date.from(now.plus(Duration.ofDays(1))),
            name,
            pair.getPublic())
        .build(new JcaContentSignerBuilder(algorithm).build(pair.getPrivate()))
        .getEncoded();
  }
}

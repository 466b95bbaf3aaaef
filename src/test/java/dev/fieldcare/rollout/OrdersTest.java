package dev.fieldcare.rollout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fieldcare.base.Await;
import dev.fieldcare.base.Json;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.firmware.Workshop;
import dev.fieldcare.firmware.delta.Deltas;
import dev.fieldcare.firmware.delta.ImagePair;
import dev.fieldcare.registry.Device;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The director names a delta to whoever was seen to run what it leads from, and to nobody else. */
class OrdersTest {
  private static final String MODEL = "gateway-x1";
  private static final byte[] OLD = ImagePair.old(1 << 18, 1);

  private final RolloutFixture house = new RolloutFixture();
  private final Workshop workshop = Workshop.on(house.vertx, house.database, house.clock);
  private final Deltas deltas =
      new Deltas(
          workshop.vertx,
          workshop.images,
          workshop.releases,
          workshop.repositories.image(),
          workshop.directory.resolve("deltas"));
  private final Orders orders = new Orders(house.actions, house.states, deltas::find);
  private final Device device = house.device("d-17");
  private Release old;
  private Release next;

  @BeforeEach
  void publish() {
    deltas.start();
    old = workshop.published(MODEL, "1.4.0", OLD);
    next = workshop.published(MODEL, "1.5.0", ImagePair.next(OLD, 2));
    house.releases.put(next.id(), next);
    Await.get(deltas.settled());
    Await.get(house.actions.assign(device, next, Terms.AT_ONCE, "user:ann"));
  }

  @AfterEach
  void close() {
    house.close();
  }

  private void runs(@Nullable String sha256) {
    Await.get(house.states.reportedFirmware(device, "1.4.0", sha256, house.clock.instant()));
  }

  /** What the director signs for the device. */
  private JsonNode custom() throws Exception {
    byte[] signed = workshop.repositories.director().current(orders.of(device)).targets();
    return Json.mapper()
        .readTree(signed)
        .path("signed")
        .path("targets")
        .path(next.targetPath())
        .path("custom");
  }

  @Test
  void a_device_seen_to_run_the_precursor_is_named_the_delta() throws Exception {
    runs(old.image().sha256().toUpperCase(Locale.ROOT));
    JsonNode delta = custom().path("delta");
    assertEquals(old.image().sha256(), delta.path("precursor").asText());
    assertTrue(delta.path("path").asText().startsWith(next.targetPath() + "."), delta.toString());
    assertEquals(
        delta.path("length").asLong(), workshop.images.get(delta.path("sha256").asText()).size());
  }

  @Test
  void a_device_that_says_no_hash_or_another_is_named_the_image_only() throws Exception {
    assertEquals("1.5.0", custom().path("release").asText());
    assertTrue(custom().path("delta").isMissingNode());
    runs(null);
    assertTrue(custom().path("delta").isMissingNode());
    runs("ab".repeat(32));
    assertTrue(custom().path("delta").isMissingNode());
  }

  @Test
  void what_the_director_names_follows_what_the_device_runs() throws Exception {
    assertTrue(custom().path("delta").isMissingNode());
    runs(old.image().sha256());
    assertTrue(custom().path("delta").isObject());
    assertEquals(
        Long.toString(Objects.requireNonNull(house.actions.update(device.number()).open()).id()),
        custom().path("action").asText());
  }
}

package dev.fieldcare.rollout;

import dev.fieldcare.base.Await;
import dev.fieldcare.firmware.Image;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.firmware.ReleaseKind;
import dev.fieldcare.firmware.ReleaseState;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.Registration;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Devices and releases drawn from a seed, in the database and as plain values beside it. */
public final class RandomFleet {
  private static final List<String> SYMPTOMS = List.of("temperature.high", "silence", "leak");
  private static final List<String> FROZEN = List.of("IN_REPAIR", "DISPUTED", "IN_SOAK");

  /** What there is to be known of one device. */
  public record Member(
      Device device,
      @Nullable String zone,
      @Nullable String running,
      List<String> symptoms,
      @Nullable String frozen,
      Map<String, String> reported,
      List<Release> confirmed,
      @Nullable Release open) {

    public long highest() {
      return confirmed.stream().mapToLong(Release::counter).max().orElse(0);
    }
  }

  private final RolloutFixture it;
  private final Random random;

  /** By the ids of the devices. */
  public final Map<String, Member> members = new HashMap<>();

  public RandomFleet(RolloutFixture it, Random random) {
    this.it = it;
    this.random = random;
  }

  /** Releases 1.0, 1.1, … of gateway-x1, one of them perhaps not published. */
  public List<Release> releases(int count) {
    var all = new ArrayList<Release>();
    for (int i = 1; i <= count; i++) {
      String version = "1." + i + ".0" + (random.nextInt(5) == 0 ? "-rc" + i : "");
      List<String> stones = new ArrayList<>();
      while (!all.isEmpty() && random.nextInt(2) == 0) {
        stones.add(random.nextInt(6) == 0 ? "0.9" : pick(all).version());
      }
      ReleaseState state =
          random.nextInt(6) == 0 ? pick(List.of(ReleaseState.values())) : ReleaseState.PUBLISHED;
      all.add(release(version, i * 10L, draw(List.of("A", "B", "C")), stones, state));
    }
    return all;
  }

  private Release release(
      String version,
      long counter,
      List<String> revisions,
      List<String> stones,
      ReleaseState state) {
    Release plain = it.release(version, counter, revisions, stones, state);
    var release =
        new Release(
            plain.id(),
            plain.model(),
            version,
            counter,
            ReleaseKind.FEATURE,
            state,
            new Image(plain.image().sha256(), "aa", "bb", 1000 + counter, "image.bin"),
            "raw",
            revisions,
            draw(SYMPTOMS),
            Map.of(),
            stones,
            random.nextInt(3) == 0 ? "2." + random.nextInt(12) : null,
            plain.createdAt(),
            plain.publishedAt(),
            null);
    it.releases.put(release.id(), release);
    return release;
  }

  public void devices(int count, List<Release> releases) {
    for (int i = 0; i < count; i++) {
      Member member = member(i, releases);
      members.put(member.device().id(), member);
    }
  }

  private Member member(int i, List<Release> releases) {
    Device device = register(i);
    String running =
        switch (random.nextInt(8)) {
          case 0 -> null;
          case 1 -> "0.9";
          case 2 -> "v1.10+build7";
          default -> pick(releases).version();
        };
    if (running != null) {
      run(
          "INSERT INTO device_firmware VALUES ($1, 'old', NULL, $2, $3)",
          device.number(),
          at(1),
          at(2));
      run("INSERT INTO device_firmware VALUES ($1, $2, NULL, $3)", device.number(), running, at(2));
    }
    List<String> symptoms = draw(SYMPTOMS).stream().sorted().toList();
    String frozen = symptoms.isEmpty() || random.nextInt(3) > 0 ? null : pick(FROZEN);
    if (!symptoms.isEmpty()) {
      String[] numbers =
          symptoms.stream().map(each -> "F-" + each + "-" + i).toArray(String[]::new);
      run(
          "INSERT INTO device_facts VALUES ($1, $2, $3, $4, $5)",
          device.number(),
          symptoms.toArray(String[]::new),
          numbers,
          frozen,
          frozen == null ? null : numbers[0]);
    }
    var reported = new HashMap<String, String>();
    if (random.nextInt(3) > 0) {
      reported.put("bootloader", "2." + random.nextInt(12));
      reported.put("free", Integer.toString(random.nextInt(100)));
      run("INSERT INTO device_attributes VALUES ($1, $2, false)", device.number(), json(reported));
    }
    var confirmed = new ArrayList<Release>();
    while (random.nextInt(3) == 0) {
      confirmed.add(action(device, pick(releases), ActionState.CONFIRMED));
      action(device, pick(releases), ActionState.FAILED);
    }
    Release open =
        random.nextInt(4) > 0 ? null : action(device, pick(releases), ActionState.OFFERED);
    boolean isOut = random.nextInt(15) == 0;
    if (isOut) {
      Await.get(it.devices.decommission(device.id(), "system"));
      device = it.devices.find(device.id()).orElseThrow();
    }
    String site = device.site();
    String zone = site == null ? null : site.equals("hz") ? "Asia/Shanghai" : "UTC";
    return new Member(device, zone, running, symptoms, frozen, reported, confirmed, open);
  }

  private Device register(int i) {
    String site = random.nextInt(3) == 0 ? null : pick(List.of("hz", "plant-7", "z:9"));
    String customer = site == null ? null : "acme";
    Map<String, String> attributes = new HashMap<>();
    if (random.nextBoolean()) {
      attributes.put("floor", Integer.toString(random.nextInt(30) - 5));
      attributes.put("odd key", pick(List.of("a", "b_c", "50%", "x\\y")));
    }
    var wish =
        new Registration(
            "d-" + i,
            random.nextBoolean() ? null : "SN" + (100 - i),
            random.nextInt(12) == 0 ? "pump-p2" : "gateway-x1",
            random.nextBoolean() ? null : pick(List.of("pump-1", "Pump 2", "pu%mp", "泵")),
            customer,
            site,
            random.nextBoolean() ? null : "L" + random.nextInt(4),
            null,
            random.nextInt(4) == 0 ? null : pick(List.of("A", "B", "C", "Z")),
            attributes);
    it.clock.move(java.time.Duration.ofMinutes(random.nextInt(600)));
    Device device = Await.get(it.devices.register(wish, "system")).device();
    if (site != null && site.equals("hz")) {
      run("UPDATE sites SET zone = 'Asia/Shanghai' WHERE id = $1", site);
    }
    return device;
  }

  private Release action(Device device, Release release, ActionState state) {
    run(
        "INSERT INTO actions (device, release, state, created_at, changed_at)"
            + " VALUES ($1, $2, $3, now(), now())",
        device.number(),
        release.id(),
        state.name());
    return release;
  }

  private void run(String sql, @Nullable Object... values) {
    Tuple tuple = Tuple.tuple();
    for (Object value : values) {
      tuple.addValue(value);
    }
    Await.get(it.database.pool().preparedQuery(sql).execute(tuple));
  }

  private static JsonObject json(Map<String, String> values) {
    return new JsonObject(new HashMap<String, Object>(values));
  }

  private OffsetDateTime at(int days) {
    return it.clock.instant().atOffset(ZoneOffset.UTC).minusDays(30 - days);
  }

  private List<String> draw(List<String> from) {
    return random.nextInt(3) == 0
        ? from.stream().filter(each -> random.nextBoolean()).toList()
        : random.nextBoolean() ? List.of() : List.of(pick(from));
  }

  private <T> T pick(List<T> from) {
    return Objects.requireNonNull(from.get(random.nextInt(from.size())));
  }
}

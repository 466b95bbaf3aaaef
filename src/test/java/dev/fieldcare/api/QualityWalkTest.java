package dev.fieldcare.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fieldcare.quality.Lot;
import dev.fieldcare.quality.MadeUnit;
import dev.fieldcare.registry.Role;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Lots and units are led about at random over REST, beside a model of a few lines: what is refused
 * and where everything stands must agree after each step.
 */
class QualityWalkTest {
  private static final long SEED = 20261122;
  private static final int STEPS = 250;

  private final ApiServer server = new ApiServer();
  private final QualityHistory house = new QualityHistory(server);
  private final SplittableRandom random = new SplittableRandom(SEED);

  private final Map<String, Lot.State> lots = new LinkedHashMap<>();
  private final Map<String, MadeUnit.State> units = new LinkedHashMap<>();

  /** Whether the newest decision on the lot accepted it, since it was last held. */
  private final Map<String, Boolean> accepted = new HashMap<>();

  private final Map<String, Set<String>> inside = new HashMap<>();

  @AfterEach
  void close() {
    server.close();
  }

  private String one(Map<String, ?> of) {
    return of.keySet().stream().skip(random.nextInt(of.size())).findFirst().orElseThrow();
  }

  private int send(String path, JsonObject body) {
    return server.send("POST", "/api/v1" + path, Role.QUALITY, body).statusCode();
  }

  @Test
  void what_is_refused_and_where_all_stands_is_as_the_rules_say() {
    System.out.println("seed " + SEED);
    house.ok(
        "PUT",
        "/api/v1/models/gateway-x1/routing",
        new JsonObject()
            .put("steps", new JsonArray().add(new JsonObject().put("operation", "solder"))));
    house.supplied("CAP", "rubycap");
    receive();
    begin();
    for (int i = 0; i < STEPS; i++) {
      server.clock.move(Duration.ofMinutes(1));
      switch (random.nextInt(10)) {
        case 0 -> receive();
        case 1 -> begin();
        case 2 -> inspect(one(lots), random.nextInt(4) == 0);
        case 3 -> release(one(lots));
        case 4 -> hold(one(lots));
        case 5, 6 -> use(one(units), one(lots));
        case 7 -> leave(one(units), MadeUnit.State.RELEASED);
        case 8 -> leave(one(units), MadeUnit.State.SHIPPED);
        default -> leave(one(units), MadeUnit.State.MADE);
      }
      compare(i);
    }
  }

  private void receive() {
    String lot = "lot-" + lots.size();
    house.received(lot, "CAP", "rubycap", 50);
    lots.put(lot, Lot.State.RECEIVED);
    accepted.put(lot, false);
  }

  private void begin() {
    String unit = "u-" + units.size();
    house.begun(unit, null);
    units.put(unit, MadeUnit.State.MADE);
    inside.put(unit, new HashSet<>());
  }

  /** By the inspection that is planned, or a further one. */
  private void inspect(String lot, boolean isBad) {
    if (isDiscontinued()) {
      house.ok(
          "POST",
          "/api/v1/inspections/series/resumptions",
          new JsonObject().put("series", "part:CAP").put("reason", "mended"));
    }
    send("/inspections", new JsonObject().put("kind", "INCOMING").put("lot", lot));
    house.inspected(house.inspectionOf(lot), isBad ? 3 : 0);
    accepted.put(lot, !isBad);
    if (!isBad) {
      return;
    }
    Lot.State before = lots.get(lot);
    boolean isOpen = before == Lot.State.RECEIVED || before == Lot.State.ON_HOLD;
    lots.put(lot, isOpen || before == Lot.State.REJECTED ? Lot.State.REJECTED : Lot.State.ON_HOLD);
    units.replaceAll(
        (unit, state) ->
            state == MadeUnit.State.MADE && holds(unit, lot) ? MadeUnit.State.BLOCKED : state);
  }

  private boolean holds(String unit, String lot) {
    return inside.getOrDefault(unit, Set.of()).contains(lot);
  }

  private boolean isDiscontinued() {
    JsonArray all = house.ok("GET", "/api/v1/inspections/series", null).getJsonArray("items");
    return !all.isEmpty() && all.getJsonObject(0).getString("severity").equals("DISCONTINUED");
  }

  private void release(String lot) {
    Lot.State before = lots.get(lot);
    boolean may =
        (before == Lot.State.RECEIVED || before == Lot.State.ON_HOLD)
            && Boolean.TRUE.equals(accepted.get(lot));
    int status = send("/lots/" + lot + "/transitions", new JsonObject().put("to", "RELEASED"));
    assertEquals(may ? 200 : 409, status, lot + " " + before);
    if (may) {
      lots.put(lot, Lot.State.RELEASED);
    }
  }

  private void hold(String lot) {
    Lot.State before = lots.get(lot);
    boolean may = before == Lot.State.RECEIVED || before == Lot.State.RELEASED;
    int status =
        send(
            "/lots/" + lot + "/transitions",
            new JsonObject().put("to", "ON_HOLD").put("reason", "a doubt"));
    assertEquals(may ? 200 : 409, status, lot + " " + before);
    if (may) {
      lots.put(lot, Lot.State.ON_HOLD);
      accepted.put(lot, false);
    }
  }

  private void use(String unit, String lot) {
    boolean may = lots.get(lot) == Lot.State.RELEASED;
    int status =
        send(
            "/units/" + unit + "/processes",
            QualityHistory.done("solder", "ST-1", "wang").put("lots", new JsonArray().add(lot)));
    assertEquals(may ? 201 : 409, status, unit + " of " + lot + ", " + lots.get(lot));
    if (may) {
      inside.computeIfAbsent(unit, any -> new HashSet<>()).add(lot);
    }
  }

  private void leave(String unit, MadeUnit.State to) {
    MadeUnit.State before = units.get(unit);
    Set<String> material = inside.getOrDefault(unit, Set.of());
    boolean isWhole =
        !material.isEmpty()
            && material.stream().allMatch(each -> lots.get(each) == Lot.State.RELEASED);
    boolean may =
        switch (to) {
          case RELEASED -> before == MadeUnit.State.MADE && isWhole;
          case SHIPPED -> before == MadeUnit.State.RELEASED;
          default -> before == MadeUnit.State.BLOCKED;
        };
    int status =
        send(
            "/units/" + unit + "/transitions",
            new JsonObject().put("to", to.name()).put("reason", "as decided"));
    assertEquals(may ? 200 : 409, status, unit + " " + before + " to " + to + " " + material);
    if (may) {
      units.put(unit, to);
    }
  }

  private void compare(int step) {
    var found = new LinkedHashMap<String, String>();
    for (Object each : house.ok("GET", "/api/v1/lots?limit=1000", null).getJsonArray("items")) {
      found.put(((JsonObject) each).getString("id"), ((JsonObject) each).getString("state"));
    }
    for (Object each : house.ok("GET", "/api/v1/units?limit=1000", null).getJsonArray("items")) {
      found.put(((JsonObject) each).getString("serial"), ((JsonObject) each).getString("state"));
    }
    var expected = new HashMap<String, String>();
    lots.forEach((lot, state) -> expected.put(lot, state.name()));
    units.forEach((unit, state) -> expected.put(unit, state.name()));
    assertEquals(expected, found, "seed " + SEED + ", step " + step);
  }
}

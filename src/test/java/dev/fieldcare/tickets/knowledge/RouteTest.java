package dev.fieldcare.tickets.knowledge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fieldcare.tickets.siblings.Trait;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTest {

  @ParameterizedTest(name = "{0}, fix {1}, reachable {2}, blamed {3}, repaired {4} times: {5}")
  @CsvSource({
    "temperature.high, 2.1.0, true,  ,              0, REMOTE_FIX,  route.release",
    "temperature.high, 2.1.0, true,  COMPONENT_LOT, 1, REMOTE_FIX,  route.release",
    "temperature.high, 2.1.0, false, ,              0, DISPATCH,    route.carry",
    "silence,          2.1.0, true,  ,              0, DISPATCH,    route.carry",
    "silence,          ,      true,  ,              0, DISPATCH,    route.silent",
    "silence,          ,      false, COMPONENT_LOT, 0, DISPATCH,    route.hardware",
    "temperature.high, ,      true,  COMPONENT_LOT, 0, DISPATCH,    route.hardware",
    "temperature.high, ,      true,  LOT,           0, DISPATCH,    route.hardware",
    "temperature.high, ,      true,  STATION,       0, DISPATCH,    route.hardware",
    "temperature.high, ,      true,  FIRMWARE,      0, GUIDANCE,    route.firmware",
    "temperature.high, ,      true,  SITE,          0, GUIDANCE,    route.first",
    "temperature.high, ,      true,  ,              0, GUIDANCE,    route.first",
    "reboot.unexpected,,      true,  ,              0, DISPATCH,    route.crash",
    "crash,            ,      true,  FIRMWARE,      0, DISPATCH,    route.crash",
    "crash,            2.1.0, true,  ,              0, REMOTE_FIX,  route.release",
    "temperature.high, 2.1.0, true,  ,              2, REPLACEMENT, route.repaired",
    "silence,          ,      false, ,              3, REPLACEMENT, route.repaired",
  })
  void what_is_known_suggests_a_route(
      String symptom,
      @Nullable String fix,
      boolean isReachable,
      Trait.@Nullable Type blamed,
      int repairs,
      Route.Kind expected,
      String key) {
    Route route =
        Route.of(
            new Route.Facts(
                symptom,
                fix == null ? null : new Fix(fix, "2.0.0"),
                isReachable,
                blamed == null ? null : new Trait(blamed, "X-1"),
                repairs,
                2));

    assertEquals(expected, route.kind());
    assertEquals(key, route.because().key());
  }

  @Test
  void the_reason_names_the_lot() {
    Route route =
        Route.of(
            new Route.Facts(
                "temperature.high",
                null,
                true,
                new Trait(Trait.Type.COMPONENT_LOT, "C-2509-17"),
                0,
                2));

    assertEquals(
        "devices with component lot C-2509-17 fail more often and no release mends that",
        route.because().text());
  }
}

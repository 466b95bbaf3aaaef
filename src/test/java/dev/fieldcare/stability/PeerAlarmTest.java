package dev.fieldcare.stability;

import static dev.fieldcare.stability.Fixture.D1;
import static dev.fieldcare.stability.Fixture.T0;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fieldcare.stability.peers.Cohort;
import dev.fieldcare.stability.peers.Peers;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeerAlarmTest {
  private final Fixture f = new Fixture();

  private Peers.Verdict verdict(boolean standsOut, long at) {
    var cohort = new Cohort("gateway-x1", "1.4.0", "site s-3");
    return new Peers.Verdict(D1, "temperature", standsOut, T0, at, 9.23, -0.4, cohort, 412);
  }

  @Test
  void standing_out_among_peers_is_an_alarm_that_says_how_far() {
    f.temperature(T0, 40);
    f.stability.compared(verdict(true, T0 + 1_800_000));
    assertEquals(List.of("temperature.peers ACTIVE"), f.phases());
    assertEquals(
        "temperature runs 9.23 °C above 412 peers (gateway-x1, firmware 1.4.0, site s-3) since"
            + " 2026-01-01T00:00:00Z; usually 0.4 °C below",
        f.last().because().text());
    f.stability.compared(verdict(false, T0 + 7_200_000));
    assertEquals(List.of("temperature.peers ACTIVE", "temperature.peers NORMAL"), f.phases());
  }
}

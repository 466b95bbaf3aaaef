package dev.fieldcare.tickets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Problem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What things cost. */
class PriceListTest {
  private static final Instant NOW = Instant.parse("2026-11-22T08:15:00Z");
  private static final Labour LABOUR = new Labour(20_000, List.of(100, 150, 200));

  @Test
  void XR_2_a_fee_is_made_of_parts_labour_and_travel_each_a_line_of_its_own() {
    List<QuoteLine> lines =
        lines(
            """
            [{"kind":"PART","item":"FAN-40","quantity":2},
             {"kind":"LABOUR","item":"2","quantity":1.5},
             {"kind":"TRAVEL","estimate":20000,"cap":30000}]
            """,
            Entitled.NOTHING);
    assertEquals(
        List.of(17_000L, 45_000L, 20_000L), lines.stream().map(QuoteLine::amount).toList());
    assertEquals(
        List.of(17_000L, 45_000L, 30_000L), lines.stream().map(QuoteLine::payable).toList());
  }

  @Test
  void XR_1_only_the_share_that_is_covered_differs() {
    List<QuoteLine> lines =
        lines(
            """
            [{"kind":"PART","item":"FAN-40","quantity":1},
             {"kind":"LABOUR","item":"1","quantity":1},
             {"kind":"TRAVEL","estimate":20000,"cap":30000}]
            """,
            new Entitled(100, 50, 0, new JsonObject()));
    assertEquals(List.of(0L, 10_000L, 30_000L), lines.stream().map(QuoteLine::payable).toList());
  }

  @Test
  void XR_3_the_same_grade_and_hours_cost_the_same() {
    var random = new Random(3);
    for (int i = 0; i < 200; i++) {
      String line =
          "[{\"kind\":\"LABOUR\",\"item\":\"%d\",\"quantity\":%.2f}]"
              .formatted(1 + random.nextInt(3), 0.25 + random.nextInt(40) / 4.0);
      assertEquals(lines(line, Entitled.NOTHING), lines(line, Entitled.NOTHING), "seed 3");
    }
  }

  @Test
  void what_holds_on_a_day_is_shown_with_the_days_on_which_that_changes() {
    JsonObject list =
        new JsonObject(
            """
            {"version":"v","currency":"CNY",
             "parts":[{"part":"FAN","name":"Fan","price":100,"from":"2026-01-01","until":"2026-07-01"},
                      {"part":"FAN","name":"Fan","price":120,"from":"2026-07-01"},
                      {"part":"NEW","name":"New","price":7,"from":"2027-01-01"}]}
            """);
    PriceList prices = PriceList.parse(list);
    for (var each : Map.of("2026-06-30", 100, "2026-07-01", 120).entrySet()) {
      JsonObject shown = prices.json(LocalDate.parse(each.getKey()));
      assertEquals(1, shown.getJsonArray("parts").size(), shown.encode());
      assertEquals(
          each.getValue().longValue(),
          shown.getJsonArray("parts").getJsonObject(0).getLong("price"));
      assertEquals(
          "[\"2026-01-01\",\"2026-07-01\",\"2027-01-01\"]",
          shown.getJsonArray("changesOn").encode());
    }
  }

  @Test
  void a_price_holds_from_its_day_until_its_last() {
    var old = new PriceList.Price("A", "A", 100, day("2026-01-01"), day("2026-06-01"));
    var now = new PriceList.Price("A", "A", 120, day("2026-06-01"), null);
    var list = new PriceList("1", "CNY", List.of(old, now), java.time.ZoneOffset.UTC);
    assertEquals(100, list.price("A", day("2026-05-31")).unitPrice());
    assertEquals(120, list.price("A", day("2026-06-01")).unitPrice());
    var none = assertThrows(Problem.class, () -> list.price("A", day("2025-12-31")));
    assertTrue(none.message().contains("2025-12-31"), none.message());
  }

  @Test
  void lines_that_make_no_sense_are_refused_by_name() {
    for (String wrong :
        List.of(
            "[]",
            "[1]",
            "[{\"kind\":\"GIFT\"}]",
            "[{\"kind\":\"PART\",\"item\":\"FAN-41\",\"quantity\":1}]",
            "[{\"kind\":\"PART\",\"item\":\"FAN-40\",\"quantity\":0.5}]",
            "[{\"kind\":\"PART\",\"item\":\"FAN-40\",\"quantity\":-1}]",
            "[{\"kind\":\"LABOUR\",\"item\":\"9\",\"quantity\":1}]",
            "[{\"kind\":\"LABOUR\",\"item\":\"1\",\"quantity\":1e9}]",
            "[{\"kind\":\"TRAVEL\",\"estimate\":200,\"cap\":100}]",
            "[{\"kind\":\"TRAVEL\",\"estimate\":0.5,\"cap\":100}]")) {
      assertThrows(Problem.class, () -> lines(wrong, Entitled.NOTHING), wrong);
    }
  }

  private static List<QuoteLine> lines(String json, Entitled entitled) {
    return QuoteText.lines(new JsonArray(json), TestPrices.shipped(), LABOUR, entitled, NOW);
  }

  private static LocalDate day(String text) {
    return LocalDate.parse(text);
  }

  @Test
  void a_price_changes_at_midnight_where_the_list_is_from() {
    PriceList prices = TestPrices.shipped();
    assertEquals(
        LocalDate.parse("2026-06-30"),
        prices.dayOf(java.time.Instant.parse("2026-06-30T15:59:59Z")));
    assertEquals(
        LocalDate.parse("2026-07-01"),
        prices.dayOf(java.time.Instant.parse("2026-06-30T16:00:00Z")));
  }
}

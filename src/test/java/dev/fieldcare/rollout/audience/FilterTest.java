package dev.fieldcare.rollout.audience;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Problem;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "site=hz|site = hz",
        "  model = \"gateway-x1\"  AND (lot in (L1,\"L2\") )|model = gateway-x1 and lot in (L1,"
            + " L2)",
        "firmware<1.4.0 or firmware >= 2.0.0-rc1|firmware < 1.4.0 or firmware >= 2.0.0-rc1",
        "not site = hz and id like pump-*|not site = hz and id like \"pump-*\"",
        "not (site = hz and id like \"a*\")|not (site = hz and id like \"a*\")",
        "((site = hz))|site = hz",
        "a_b = 1 or site = x|",
        "site = hz or site = sh and lot = L1|site = hz or site = sh and lot = L1",
        "(site = hz or site = sh) and lot = L1|(site = hz or site = sh) and lot = L1",
        "(site = a or site = b) or site = c|(site = a or site = b) or site = c",
        "lot is null|not exists lot",
        "lot is not null|exists lot",
        "not lot is null|not not exists lot",
        "exists attribute.floor|exists attribute.floor",
        "lot not in (L1)|not lot in (L1)",
        "name not like \"a?b\"|not name like \"a?b\"",
        "attribute.floor >= -3|attribute.floor >= \"-3\"",
        "attribute.\"odd key\" = \"and\"|attribute.\"odd key\" = \"and\"",
        "name = \"say \\\"hi\\\" \\\\ \\u6cf5\\n\"|name = \"say \\\"hi\\\" \\\\ 泵\\n\"",
        "name = 泵|name = 泵",
        "ticket.symptom = temperature.high|ticket.symptom = temperature.high",
        "ticket.open = true and frozen != IN_REPAIR|ticket.open = true and frozen != IN_REPAIR",
        "registered >= 2026-01-01|registered >= 2026-01-01",
        "registered < 2026-01-01T08:00:00Z|registered < 2026-01-01T08:00:00Z",
        "site.zone = \"Asia/Shanghai\"|site.zone = \"Asia/Shanghai\"",
        "reported.bootloader = 2.1|reported.bootloader = 2.1",
      })
  void a_filter_is_read_and_written_back(String text, String written) {
    if (written == null) {
      assertThrows(Problem.class, () -> Filter.parse(text));
      return;
    }
    Filter filter = Filter.parse(text);
    assertEquals(written, filter.toString());
    assertEquals(filter, Filter.parse(written));
    assertEquals(filter.hashCode(), Filter.parse(written).hashCode());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "sit = hz|filter.field|character 1: expected one of the fields id, serial|found \"sit\""
            + " (did you mean site?)",
        "site = hz and hardwarerevision = B|filter.field|character 15|did you mean"
            + " hardwareRevision?",
        "attribut.floor = 1|filter.field|attribute.<key>|",
        "site|filter.syntax|character 5: expected =, !=|found the end",
        "site =|filter.syntax|character 7: expected a value for site|found the end",
        "site = = hz|filter.syntax|character 8|found \"=\"",
        "site = and|filter.syntax|in quotes if it is meant|found \"and\"",
        "(site = hz|filter.syntax|expected a closing bracket for the one at character 1|found the"
            + " end",
        "site = hz)|filter.syntax|character 10: expected and, or, or the end|found \")\"",
        "site = hz lot = L1|filter.syntax|character 11: expected and, or, or the end|found \"lot\"",
        "lot in L1|filter.syntax|a list in brackets|found \"L1\"",
        "lot in ()|filter.syntax|a value for lot|found \")\"",
        "lot in (L1 L2)|filter.syntax|a comma or a closing bracket|found \"L2\"",
        "lot is 3|filter.syntax|null or not null|found \"3\"",
        "lot not = 3|filter.syntax|in or like|found \"=\"",
        "name = \"open|filter.syntax|character 8: expected a quotation mark|found none",
        "name = \"a\\qb\"|filter.syntax|one of|found \"q\"",
        "name = \"a\\u12\"|filter.syntax|four hexadecimal digits|",
        "site = hz; drop table devices|filter.syntax|character 10|found \";\"",
        "site = 'hz'|filter.syntax|character 8|found \"'\"",
        "ticket.open = maybe|filter.value|one of true, false|found \"maybe\"",
        "frozen = IN_REPAR|filter.value|one of IN_REPAIR, DISPUTED, IN_SOAK|did you mean"
            + " IN_REPAIR?",
        "frozen > IN_REPAIR|filter.operator|= or != for frozen|found \">\"",
        "ticket.symptom < a|filter.operator|= or != for ticket.symptom|found \"<\"",
        "ticket.open like true|filter.operator|a comparison for ticket.open|found \"like\"",
        "registered > yesterday|filter.value|2026-11-22T08:00:00Z|found \"yesterday\"",
        "registered > 99999-01-01T00:00:00Z|filter.value|a date|",
        "firmware < newest|filter.value|a version such as 1.4.0|found \"newest\"",
        "name like \"***********\"|filter.limit|at most 10 stars|found 11",
        "name like \"a\\\\\"|filter.value|after the last backslash|",
        "attribute. = 3|filter.syntax|the name of an attribute|found \"=\"",
        "\"site\" = hz|filter.syntax|a field, not or a bracket|found \"site\"",
      })
  void what_is_wrong_is_named_with_its_place(
      String text, String code, String expected, String found) {
    Problem problem = assertThrows(Problem.class, () -> Filter.parse(text));
    assertEquals(code, problem.code());
    assertTrue(problem.message().contains(expected), problem.message());
    assertTrue(found == null || problem.message().contains(found), problem.message());
  }

  @Test
  void places_are_counted_in_characters_as_people_do() {
    Problem problem = assertThrows(Problem.class, () -> Filter.parse("name = \"🛠🛠\" und"));
    assertTrue(problem.message().contains("at character 13:"), problem.message());
  }

  @Test
  @Timeout(5)
  void reading_takes_no_longer_for_each_word_the_more_there_are() {
    for (int i = 0; i < 20; i++) {
      assertThrows(Problem.class, () -> Filter.parse("a ".repeat(Filter.LONGEST / 2)));
    }
  }

  @Test
  void nothing_said_means_every_device() {
    assertEquals(Filter.ALL, Filter.parse(" \n"));
    assertEquals("", Filter.ALL.toString());
    assertEquals("true", Filter.ALL.condition(1).sql());
  }

  @Test
  void deep_nesting_is_refused_before_it_harms() {
    for (String open : List.of("(", "not ", "not (")) {
      Problem problem =
          assertThrows(Problem.class, () -> Filter.parse(open.repeat(9_000) + "site = hz"));
      assertEquals("filter.limit", problem.code());
    }
    Filter.parse("(".repeat(49) + "site = hz" + ")".repeat(49));
  }

  @Test
  void long_texts_lists_and_values_are_refused() {
    String list =
        IntStream.range(0, 3_000).mapToObj(i -> "d-" + i).collect(Collectors.joining(","));
    String chain = "site = hz or ".repeat(600) + "site = sh";
    for (String text :
        List.of(
            "id in (" + list + ")",
            chain,
            "id = " + "x".repeat(501),
            "id = \"" + "x".repeat(70_000))) {
      assertEquals(
          "filter.limit", assertThrows(Problem.class, () -> Filter.parse(text)).code(), text);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name = \"a\u0000b\"",
        "name = \"a\\u0000b\"",
        "name = \"\ud800\"",
        "name = \"\\ud800\"",
        "na\u0000me = b",
        "name = \u202eevil",
        "name\u00a0= b",
        "name = \u2028b",
        "name = \ufeffb",
      })
  void characters_that_cannot_be_stored_or_seen_are_refused(String text) {
    Problem problem = assertThrows(Problem.class, () -> Filter.parse(text));
    assertEquals("filter.syntax", problem.code());
    assertTrue(problem.message().contains("U+"), problem.message());
    assertTrue(problem.message().codePoints().noneMatch(Character::isISOControl));
  }

  @Test
  void values_are_never_part_of_the_statement() {
    String evil = "x' OR true; DROP TABLE devices; --";
    for (String text :
        List.of(
            "name = \"%s\"",
            "name like \"%s*\"",
            "lot in (\"%s\", a)",
            "attribute.\"%s\" = 1",
            "reported.\"%s\" > 1",
            "ticket.symptom = \"%s\"",
            "ticket.symptom like \"%s\"",
            "firmware > \"1%s\"")) {
      Select condition = Filter.parse(text.formatted(evil)).condition(4);
      assertFalse(condition.sql().contains("DROP"), condition.sql());
      assertTrue(condition.sql().contains("$4::text"), condition.sql());
    }
  }
}

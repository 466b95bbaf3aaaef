package dev.fieldcare.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.fieldcare.base.Problem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Whatever answers in InfluxDB's place: rows or a {@link Problem}, nothing else. */
class InfluxAnswerFuzz {

  @FuzzTest
  void an_answer_is_rows_or_a_problem(byte[] body) {
    try {
      InfluxAnswer.parse(body, "a store");
    } catch (Problem expected) {
      assertEquals(Problem.Kind.UNAVAILABLE, expected.kind());
    }
  }

  @Test
  void the_error_of_a_statement_is_passed_on() {
    byte[] body =
        "{\"results\":[{\"statement_id\":0,\"error\":\"database not found: x\"}]}"
            .getBytes(StandardCharsets.UTF_8);
    Problem problem =
        Assertions.assertThrows(Problem.class, () -> InfluxAnswer.parse(body, "x at http://host"));
    assertEquals(
        "InfluxDB, x at http://host, cannot be used: database not found: x", problem.message());
  }

  @Test
  void negative_zero_and_nothing_keep_apart() {
    byte[] body =
        ("{\"results\":[{\"series\":[{\"name\":\"reading\",\"columns\":[\"time\",\"a\"],"
                + "\"values\":[[1,-0],[2,null]]}]}]}")
            .getBytes(StandardCharsets.UTF_8);
    InfluxAnswer answer = InfluxAnswer.parse(body, "x");
    assertEquals(List.of("time", "a"), answer.columns());
    assertEquals("[[1, -0], [2, null]]", answer.rows().toString());
  }
}

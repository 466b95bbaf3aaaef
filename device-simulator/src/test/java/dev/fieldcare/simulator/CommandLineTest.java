package dev.fieldcare.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
  private record Ended(int status, String text) {}

  private static Ended run(String arguments) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    var bytes = new ByteArrayOutputStream();
    try (var captured = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      System.setOut(captured);
      System.setErr(captured);
      int status = Main.run(arguments.isEmpty() ? new String[0] : arguments.split(" ", -1));
      return new Ended(status, bytes.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "simulate --help", "replay --help"})
  void help_is_given_on_request(String arguments) {
    Ended ended = run(arguments);
    assertEquals(0, ended.status());
    assertTrue(ended.text().contains("Usage:"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"simulate", "replay"})
  void help_has_examples(String command) {
    assertTrue(run(command + " --help").text().contains("./fieldcare " + command));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "dance",
        "simulate --devices many",
        "simulate --devices 0",
        "simulate --duration soon",
        "simulate --clock-speed 0",
        "simulate --keep-running",
        "simulate --prefix /",
        "replay",
        "replay x.csv --speed fast",
        "replay x.csv --batch 0",
        "replay x.csv --device /",
      })
  void wrong_usage_ends_with_2(String arguments) {
    assertEquals(2, run(arguments).status());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          simulate --model toaster                                        | --model: expected gateway-x1
          simulate --devices 400 --model pump-p2                          | at most 300
          simulate --scenario nowhere.yaml                                | cannot read the scenario
          simulate --token t --server http://127.0.0.1:1 --devices 1      | is the server running?
          simulate --token t --server nonsense --devices 1                | --server: expected a URL
          simulate --token t --mqtt localhost                             | --mqtt: expected
          replay nowhere.csv                                              | no such file: nowhere.csv
          replay pom.xml --token t --server http://127.0.0.1:1            | is the server running?
          """)
  void what_cannot_be_done_ends_with_1_and_one_line(String arguments, String line) {
    Ended ended = run(arguments);
    assertEquals(1, ended.status(), ended.text());
    assertTrue(ended.text().contains(line), ended.text());
    assertTrue(!ended.text().contains("\tat "), ended.text());
  }

  @Test
  void the_simulated_clock_runs_as_fast_as_asked() {
    var clock = new SimulatedClock(1_000_000, 60);
    assertEquals(1_000_000, clock.at(1_000_000));
    assertEquals(1_060_000, clock.at(1_001_000));
  }
}

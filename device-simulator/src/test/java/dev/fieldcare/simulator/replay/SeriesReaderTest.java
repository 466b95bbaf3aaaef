package dev.fieldcare.simulator.replay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.simulator.Failure;
import dev.fieldcare.simulator.link.Measurement;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SeriesReaderTest {
  @TempDir @Nullable Path folder;

  private static SeriesReader reader(String text, @Nullable String metric) throws IOException {
    return new SeriesReader(new BufferedReader(new StringReader(text)), "s.csv", metric);
  }

  private static List<Row> rows(SeriesReader reader) throws IOException {
    var rows = new ArrayList<Row>();
    for (var next = reader.next(); next.isPresent(); next = reader.next()) {
      rows.add(next.get());
    }
    return rows;
  }

  private static Measurement measurement(Row row) {
    return ((Row.Good) row).measurement();
  }

  @ParameterizedTest
  @CsvSource({
    "2014-07-06 20:10:00, 1404677400000",
    "2014-07-06 20:10:00.25, 1404677400250",
    "2014-07-06 20:10:00.123456, 1404677400123",
    "2014-07-06T20:10:00, 1404677400000",
    "2014-07-06T20:10:00Z, 1404677400000",
    "2014-07-06T22:10:00+02:00, 1404677400000",
    "2014-07-06 20:10, 1404677400000",
    "1404677400, 1404677400000",
    "1404677400.5, 1404677400500",
    "1404677400123, 1404677400123",
  })
  void times_are_read_as_utc_in_all_usual_ways(String text, long millis) {
    assertEquals(OptionalLong.of(millis), Timestamps.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "yesterday", "2014-13-06 20:10:00", "06.07.2014", "1e9", "NaN"})
  void what_is_no_time_is_not_guessed_at(String text) {
    assertEquals(OptionalLong.empty(), Timestamps.parse(text));
  }

  @Test
  void rows_come_in_their_order_repeats_and_all() throws IOException {
    List<Row> rows =
        rows(
            reader(
                "timestamp,value\n2014-07-06 20:10:00,1.5\n2014-07-06 20:10:00,2\n\n2014-07-06"
                    + " 20:05:00,-3e-2\n",
                "load"));
    assertEquals(3, rows.size());
    assertEquals(1404677400000L, measurement(rows.get(1)).ts());
    assertEquals(List.of("load"), measurement(rows.get(1)).metrics());
    assertArrayEquals(new double[] {-0.03}, measurement(rows.get(2)).values());
  }

  @Test
  void several_columns_are_several_metrics_and_an_empty_cell_is_left_out() throws IOException {
    List<Row> rows = rows(reader("datetime;a;b c\n2020-03-01 15:44:06;1;2\n1583077447;;4\n", null));
    assertEquals(List.of("a", "b_c"), measurement(rows.get(0)).metrics());
    assertEquals(List.of("b_c"), measurement(rows.get(1)).metrics());
    assertArrayEquals(new double[] {4}, measurement(rows.get(1)).values());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2014-07-06 20:10:00        | expected 2 columns, found 1
          2014-07-06 20:10:00,1,2    | expected 2 columns, found 3
          noon,1                     | expected a time
          2014-07-06 20:10:00,       | expected a finite number for value, found ""
          2014-07-06 20:10:00,high   | expected a finite number for value, found "high"
          2014-07-06 20:10:00,NaN    | expected a finite number
          2014-07-06 20:10:00,1e999  | expected a finite number
          2014-07-06 20:10:00,1f     | expected a finite number
          ,,                         | expected 2 columns, found 3
          """)
  void a_malformed_row_is_named_and_the_next_one_read(String row, String why) throws IOException {
    List<Row> rows = rows(reader("timestamp,value\n" + row + "\n1404677400,1\n", null));
    assertEquals(2, rows.size());
    Row.Bad bad = (Row.Bad) rows.getFirst();
    assertEquals(2, bad.line());
    assertTrue(bad.why().contains(why), bad.why());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "value,timestamp\n", "2014-07-06 20:10:00,1\n", "timestamp\n"})
  void a_file_without_the_header_is_refused(String text) {
    var failure = assertThrows(Failure.class, () -> reader(text, null));
    assertTrue(String.valueOf(failure.getMessage()).startsWith("s.csv: expected the header"));
  }

  @Test
  void a_compressed_file_is_read_like_a_plain_one() throws IOException {
    Path file = given("s.csv.gz");
    try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write("timestamp,value\n1404677400,7\n".getBytes(StandardCharsets.UTF_8));
    }
    try (var reader = new SeriesReader(file, null)) {
      assertArrayEquals(new double[] {7}, measurement(rows(reader).getFirst()).values());
    }
  }

  @Test
  void devices_are_named_after_files_and_after_folders_where_names_repeat() throws IOException {
    Path plain = given("a/Twitter volume #1.csv");
    Path one = given("a/1.csv");
    Path other = given("b/1.csv.gz");
    List<Path> found = SeriesFiles.find(List.of(given("x.csv").resolveSibling("a"), other));
    assertEquals(List.of(one, plain, other), found);
    var ids = SeriesFiles.deviceIds(found);
    assertEquals("Twitter-volume--1", ids.get(plain));
    assertEquals("a-1", ids.get(one));
    assertEquals("b-1", ids.get(other));
  }

  @ParameterizedTest
  @CsvSource({"_x,x", "-.-,series", "Größe,Gr--e", "a:b,a:b"})
  void any_name_becomes_a_valid_id(String name, String id) {
    assertEquals(id, SeriesFiles.id(name));
  }

  @Test
  void a_folder_without_series_and_a_missing_file_are_refused() throws IOException {
    Path empty = Files.createDirectory(given("x.txt").resolveSibling("empty"));
    assertThrows(Failure.class, () -> SeriesFiles.find(List.of(empty)));
    assertThrows(Failure.class, () -> SeriesFiles.find(List.of(empty.resolve("no.csv"))));
  }

  private Path given(String name) throws IOException {
    Path file = java.util.Objects.requireNonNull(folder).resolve(name);
    Files.createDirectories(java.util.Objects.requireNonNull(file.getParent()));
    return Files.writeString(file, "timestamp,value\n");
  }
}

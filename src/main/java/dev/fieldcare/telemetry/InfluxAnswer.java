package dev.fieldcare.telemetry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.fieldcare.base.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What InfluxDB answered to one InfluxQL statement: the rows of its one series, each cell as it was
 * written. A JSON tree would turn {@code -0} into 0.
 */
record InfluxAnswer(List<String> columns, List<List<@Nullable String>> rows) {
  private static final JsonFactory JSON = new JsonFactory();

  /**
   * Reads the body of {@code /query}; no series is an answer without rows.
   *
   * @throws Problem if the body is no such answer, or carries a statement's error
   */
  static InfluxAnswer parse(byte[] body, String store) {
    List<String> columns = new ArrayList<>();
    List<List<@Nullable String>> rows = new ArrayList<>();
    try (JsonParser json = JSON.createParser(body)) {
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token != JsonToken.FIELD_NAME) {
          continue;
        }
        String field = json.currentName();
        json.nextToken();
        switch (field) {
          case "error" -> throw unavailable(store, json.getText(), null);
          case "columns" -> row(json).forEach(name -> columns.add(String.valueOf(name)));
          case "values" -> {
            while (json.nextToken() == JsonToken.START_ARRAY) {
              rows.add(row(json));
            }
          }
          case "results", "series" -> {}
          default -> json.skipChildren();
        }
      }
    } catch (IOException e) {
      throw unavailable(store, "expected the JSON of an InfluxQL answer, found something else", e);
    }
    return new InfluxAnswer(columns, rows);
  }

  private static List<@Nullable String> row(JsonParser json) throws IOException {
    List<@Nullable String> cells = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() == null) {
        throw new IOException("the answer ends in the middle of a row");
      }
      cells.add(json.currentToken() == JsonToken.VALUE_NULL ? null : json.getText());
    }
    return cells;
  }

  static Problem unavailable(String store, String said, @Nullable Throwable cause) {
    String message = "InfluxDB, " + store + ", cannot be used: " + said;
    return cause == null
        ? new Problem(Problem.Kind.UNAVAILABLE, "store.unavailable", message)
        : Problem.unavailable("store.unavailable", message, cause);
  }
}

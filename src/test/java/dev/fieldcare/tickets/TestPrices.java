package dev.fieldcare.tickets;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The prices that are shipped, for tests. */
public final class TestPrices {
  private TestPrices() {}

  public static PriceList shipped() {
    return PriceList.parse(json("price-list.yaml"));
  }

  static JsonObject json(String name) {
    Path file = Path.of(System.getProperty("fieldcare.home", "..")).resolve("config").resolve(name);
    try {
      return new JsonObject(new YAMLMapper().readTree(Files.readString(file)).toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

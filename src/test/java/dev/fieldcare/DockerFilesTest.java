package dev.fieldcare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The container files fit together, as far as that shows without an engine. */
class DockerFilesTest {
  private static final Path DOCKER = Checkout.HOME.resolve("docker");
  private static final Pattern VARIABLE = Pattern.compile("(?<!\\$)\\$\\{([A-Z_]+)");

  @Test
  void compose_mounts_only_what_exists() throws IOException {
    JsonNode compose = compose();
    for (JsonNode service : compose.path("services")) {
      assertTrue(service.has("image") || service.has("build"), service.toString());
      for (JsonNode volume : service.path("volumes")) {
        String source = volume.asText().substring(0, volume.asText().indexOf(':'));
        assertTrue(
            source.startsWith(".")
                ? Files.exists(DOCKER.resolve(source))
                : compose.path("volumes").has(source),
            volume.asText());
      }
      for (JsonNode config : service.path("configs")) {
        assertTrue(compose.path("configs").has(config.path("source").asText()), config.toString());
      }
      service
          .path("depends_on")
          .fieldNames()
          .forEachRemaining(name -> assertTrue(compose.path("services").has(name), name));
    }
  }

  @Test
  void every_variable_has_its_line_in_the_example() throws IOException {
    var example = new TreeSet<String>();
    Files.readAllLines(DOCKER.resolve(".env.example")).stream()
        .filter(line -> !line.startsWith("#") && line.contains("="))
        .forEach(line -> example.add(line.substring(0, line.indexOf('='))));
    var used = new TreeSet<String>();
    VARIABLE
        .matcher(Files.readString(DOCKER.resolve("compose.yaml")))
        .results()
        .forEach(found -> used.add(found.group(1)));
    assertEquals(used, example);
  }

  @Test
  void the_image_is_made_of_files_that_exist() throws IOException {
    Set<String> missing = new TreeSet<>();
    for (String line : Files.readAllLines(DOCKER.resolve("Dockerfile"))) {
      if (line.startsWith("COPY ") && !line.contains("--from")) {
        String[] words = line.split(" ");
        for (int i = 1; i < words.length - 1; i++) {
          if (!Files.exists(Checkout.HOME.resolve(words[i]))) {
            missing.add(words[i]);
          }
        }
      }
    }
    assertEquals(Set.of(), missing);
  }

  @Test
  void dashboards_ask_the_data_source_that_is_provisioned() throws IOException {
    JsonNode source =
        yaml("grafana/provisioning/datasources/prometheus.yaml").path("datasources").path(0);
    try (var dashboards = Files.list(DOCKER.resolve("grafana/dashboards"))) {
      for (Path dashboard : dashboards.toList()) {
        JsonNode json = new ObjectMapper().readTree(dashboard.toFile());
        assertTrue(json.path("panels").size() > 0, dashboard.toString());
        for (JsonNode panel : json.path("panels")) {
          assertEquals(source.path("uid").asText(), panel.path("datasource").path("uid").asText());
        }
      }
    }
    assertEquals(
        "server:8080",
        yaml("prometheus/prometheus.yaml")
            .at("/scrape_configs/0/static_configs/0/targets/0")
            .asText());
  }

  private static JsonNode compose() throws IOException {
    return yaml("compose.yaml");
  }

  private static JsonNode yaml(String name) throws IOException {
    return new YAMLMapper().readTree(DOCKER.resolve(name).toFile());
  }
}

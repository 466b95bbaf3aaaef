package dev.fieldcare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.fieldcare.base.Nearest;
import dev.fieldcare.base.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads {@code config/fieldcare.yaml} and the environment into one flat map of key to text. All
 * that is wrong is told at once.
 */
final class SettingsFile {
  private static final String PREFIX = "FIELDCARE_";

  /** Variables that are not keys: see design of the command line. */
  private static final Set<String> NOT_KEYS =
      Set.of("FIELDCARE_ADMIN_TOKEN", "FIELDCARE_JAVA_HOME");

  private SettingsFile() {}

  /** The defaults, overridden by the file where there is one, overridden by the environment. */
  static Map<String, String> read(
      Map<String, String> defaults, Path file, Map<String, String> environment) {
    var values = new LinkedHashMap<>(defaults);
    List<String> faults = new ArrayList<>();
    if (Files.exists(file)) {
      flatten("", parse(file), values, defaults.keySet(), file, faults);
    }
    overrideFrom(environment, values, defaults.keySet(), faults);
    if (!faults.isEmpty()) {
      throw Problem.badInput("settings.invalid", String.join("\n", faults));
    }
    return values;
  }

  /** {@code mqtt.maxPacketSize} is {@code FIELDCARE_MQTT_MAX_PACKET_SIZE}. */
  static String variableOf(String key) {
    return PREFIX
        + key.replace('.', '_').replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
  }

  private static JsonNode parse(Path file) {
    try {
      return new YAMLMapper(new YAMLFactory()).readTree(Files.readString(file));
    } catch (JsonProcessingException e) {
      throw Problem.badInput(
          "settings.invalid",
          file + ": expected YAML, found at line " + lineOf(e) + ": " + e.getOriginalMessage());
    } catch (IOException e) {
      throw Problem.badInput("settings.unreadable", file + " cannot be read: " + e.getMessage());
    }
  }

  private static int lineOf(JsonProcessingException e) {
    return e.getLocation() == null ? 0 : e.getLocation().getLineNr();
  }

  private static void flatten(
      String prefix,
      JsonNode node,
      Map<String, String> values,
      Set<String> known,
      Path file,
      List<String> faults) {
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      String key = prefix + field.getKey();
      JsonNode value = field.getValue();
      if (value.isObject()) {
        flatten(key + ".", value, values, known, file, faults);
      } else if (!known.contains(key)) {
        faults.add(file + ": no key is called " + key + Nearest.hint(key, known));
      } else if (value.isArray()) {
        faults.add(file + ": " + key + " expects one value, found a list");
      } else {
        values.put(key, value.isNull() ? "" : value.asText());
      }
    }
  }

  private static void overrideFrom(
      Map<String, String> environment,
      Map<String, String> values,
      Set<String> known,
      List<String> faults) {
    var byVariable = new LinkedHashMap<String, String>();
    known.forEach(key -> byVariable.put(variableOf(key), key));
    environment.forEach(
        (variable, value) -> {
          if (!variable.startsWith(PREFIX) || NOT_KEYS.contains(variable)) {
            return;
          }
          String key = byVariable.get(variable);
          if (key == null) {
            faults.add(
                "environment: no key is called "
                    + variable
                    + Nearest.hint(variable, byVariable.keySet()));
          } else {
            values.put(key, value);
          }
        });
  }
}

package dev.fieldcare.registry;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.fieldcare.base.Json;
import dev.fieldcare.base.Problem;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;

/** Whatever is given as CSV or YAML, it is either read or refused with a problem. */
class RegistryTextFuzz {

  @FuzzTest
  void device_csv_is_read_or_refused(byte[] bytes) {
    try {
      DeviceCsv.gatewaysFirst(
          DeviceCsv.parse(new StringReader(new String(bytes, StandardCharsets.UTF_8))));
    } catch (Problem refused) {
      return;
    }
  }

  @FuzzTest
  void model_yaml_is_read_and_written_back_or_refused(byte[] bytes) throws Exception {
    Model model;
    try {
      model = ModelText.parseYaml(new String(bytes, StandardCharsets.UTF_8), "fuzz.yaml");
    } catch (Problem refused) {
      return;
    }
    Model again =
        ModelText.read(Json.mapper().readTree(ModelText.write(model).encode()), 1, "written:");
    if (!again.equals(model)) {
      throw new AssertionError(model + " became " + again);
    }
  }
}

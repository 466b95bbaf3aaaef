package dev.fieldcare.rollout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fieldcare.base.Await;
import dev.fieldcare.registry.Device;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PatienceTest {
  private final RolloutFixture house = new RolloutFixture();

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void a_model_that_reports_seldom_is_waited_for_longer_and_no_other(@TempDir Path folder)
      throws Exception {
    Device often = house.device("d-1", "A");
    var patience = new Patience(Duration.ofMinutes(30), house.devices, house.models);
    assertEquals(Duration.ofMinutes(30), patience.apply(often.number()));
    assertEquals(Duration.ofMinutes(30), patience.apply(9_999), "nobody knows it");
    String model = "id: " + often.model() + "\nnames: {en: Meter}\ninterval: 6h\n";
    Files.writeString(folder.resolve("meter.yaml"), model);
    Await.get(house.models.load(folder));
    assertEquals(Duration.ofHours(18), patience.apply(often.number()));
  }
}

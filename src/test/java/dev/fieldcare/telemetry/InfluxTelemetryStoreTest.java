package dev.fieldcare.telemetry;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Device;
import dev.fieldcare.telemetry.TelemetryStore.Point;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract, and what is InfluxDB's own, against a real one. */
class InfluxTelemetryStoreTest extends TelemetryStoreContract {
  private static final Vertx VERTX = Vertx.vertx();
  private static final MetricSets SETS = new MetricSets();

  private static @Nullable DebianInflux influx;
  private static @Nullable InfluxTelemetryStore store;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    assumeTrue(
        DebianInflux.isInstalled(),
        "needs influxd and nginx, which are not installed: " + DebianInflux.HOW_TO);
    influx = new DebianInflux(folder);
    store = new InfluxTelemetryStore(VERTX, settings(influx.url(), "fieldcare"), SETS);
  }

  @AfterAll
  static void stop() throws Exception {
    if (store != null) {
      store.close();
    }
    if (influx != null) {
      influx.close();
    }
    await(VERTX.close());
  }

  private static InfluxSettings settings(String url, String bucket) {
    return new InfluxSettings(url, bucket, "-", null, "fieldcare", "secret");
  }

  @Override
  protected TelemetryStore store() {
    return requireNonNull(store);
  }

  @Override
  protected MetricSets metricSets() {
    return SETS;
  }

  @Override
  protected boolean noticesRepeats() {
    return false;
  }

  @Test
  void a_store_that_is_down_is_said_to_be_and_used_again_once_it_is_back() throws Exception {
    var running = requireNonNull(influx);
    Device device = device();
    List<Reading> batch = List.of(reading(device, START, "temperature", 41.2));
    try (var writer = store().openWriter()) {
      running.kill();
      Problem refused = assertThrows(Problem.class, () -> writer.append(batch));
      assertEquals(Problem.Kind.UNAVAILABLE, refused.kind());
      var failed =
          assertThrows(
              ExecutionException.class, () -> points(device, "temperature", 0, 2 * START, 9));
      assertEquals(Problem.Kind.UNAVAILABLE, requireNonNull((Problem) failed.getCause()).kind());
      assertEquals(
          Problem.Kind.UNAVAILABLE,
          assertThrows(Problem.class, () -> store().lastArrival()).kind());
      running.restart();
      writer.append(batch);
    }
    assertEquals(List.of(new Point(START, 41.2)), points(device, "temperature", 0, 2 * START, 9));
  }

  @Test
  void what_was_appended_outlives_the_death_of_the_store() throws Exception {
    var running = requireNonNull(influx);
    Device device = device();
    append(List.of(reading(device, START, "temperature", 41.2)));
    running.kill();
    running.restart();
    assertEquals(List.of(new Point(START, 41.2)), points(device, "temperature", 0, 2 * START, 9));
  }

  @Test
  void a_database_that_is_not_there_is_named() {
    var settings = settings(requireNonNull(influx).url(), "elsewhere");
    try (var lost = new InfluxTelemetryStore(VERTX, settings, SETS)) {
      Problem problem = assertThrows(Problem.class, lost::lastArrival);
      assertEquals(Problem.Kind.UNAVAILABLE, problem.kind());
      assertTrue(problem.message().contains("elsewhere"), problem.message());
      var batch = List.of(reading(device(), START, "temperature", 1));
      Problem unwritten = assertThrows(Problem.class, () -> lost.openWriter().append(batch));
      assertEquals(Problem.Kind.UNAVAILABLE, unwritten.kind());
    }
  }

  @Test
  void replay_goes_on_over_more_than_one_window() throws Exception {
    Device device = device();
    long mark = reading(device, START, "temperature", 0).arrival();
    for (int batch = 0; batch < 5; batch++) {
      var readings = new ArrayList<Reading>();
      for (int i = 0; i < 9_000; i++) {
        readings.add(reading(device, START + batch * 9_000L + i, "temperature", i));
      }
      append(readings);
    }
    var arrivals = new ArrayList<Long>();
    store().replay(mark, number -> device, reading -> arrivals.add(reading.arrival()));
    assertEquals(45_000, arrivals.size());
    assertEquals(arrivals.stream().sorted().toList(), arrivals);
  }

  @Test
  void an_append_of_nothing_stores_nothing() {
    assertTrue(append(List.of()).fresh().isEmpty());
  }

  @Test
  void settings_do_not_show_their_secrets() {
    assertFalse(settings("http://127.0.0.1:8086", "db/rp").toString().contains("secret"));
    assertEquals("db", settings("", "db/rp").database());
    assertEquals("rp", settings("", "db/rp").retentionPolicy());
  }

  @Test
  void an_empty_setting_is_none() {
    var settings = new InfluxSettings("http://127.0.0.1:8086", "db", "", "", "", "");
    assertEquals("-", settings.org());
    assertNull(settings.token());
    assertNull(settings.username());
  }
}

package dev.fieldcare.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.Server;
import dev.fieldcare.Settings;
import dev.fieldcare.base.DatabaseRebuild;
import dev.fieldcare.base.DatabaseVisit;
import dev.fieldcare.base.JournalChain;
import dev.fieldcare.base.JournalHead;
import dev.fieldcare.base.JournalReader;
import dev.fieldcare.base.backup.Backup;
import dev.fieldcare.base.backup.Manifest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An installation of an earlier release, two pumps' stories from the alarm to the signature, is
 * carried forward: nothing of it is lost, and the server of today works on.
 */
class UpgradeTest {
  private static final Path HOME = Path.of(System.getProperty("fieldcare.home", ".."));
  private static final Path EARLIER = HOME.resolve("src/test/resources/vectors/schema-50.fcbackup");
  private static final String TOKEN = "upgrade-test";

  @TempDir private Path directory;

  private Settings settings() {
    return Settings.load(HOME, Map.of())
        .with(
            Map.of(
                "data.dir", directory.resolve("data").toString(),
                "database.port", "0",
                "http.port", "0",
                "mqtt.port", "0"));
  }

  @Test
  void an_earlier_installation_keeps_everything_and_works_on() throws Exception {
    Settings settings = settings();
    Backup earlier = Backup.open(EARLIER);
    Manifest manifest = earlier.manifest();
    assertEquals(50, manifest.schema());
    try (var database = DatabaseRebuild.of(settings.database(), settings.dataDirectory())) {
      earlier.into(database, (what, done) -> {});
      try (Connection connection = database.open()) {
        assertEquals(rows(manifest), rows(connection, manifest));
      }
    }
    earlier.unpack("firmware", settings.firmwareDirectory(), false, (what, done) -> {});

    try (Server server = Server.start(settings, TOKEN)) {
      var admin = FirmwareServer.at(server.url(), TOKEN);
      JsonArray tickets =
          admin.send("GET", "/api/v1/tickets?kind=fault", (JsonObject) null).getJsonArray("items");
      assertTrue(tickets.size() >= 3, tickets.encode());
      int signed = 0;
      for (Object each : tickets) {
        String path = "/api/v1/tickets/" + ((JsonObject) each).getString("number");
        JsonObject ticket = admin.send("GET", path, (JsonObject) null);
        if (ticket.getString("state").equals("CLOSED")) {
          signed += ticket.getJsonObject("facts").containsKey("signature") ? 1 : 0;
          JsonObject bill = admin.send("GET", path + "/bill", (JsonObject) null);
          assertTrue(bill.getLong("total") <= bill.getLong("accepted"), bill.encode());
        }
      }
      assertEquals(3, signed, "repairs that were signed for");
    }
    try (var visit = DatabaseVisit.of(settings.database(), settings.dataDirectory())) {
      var chain = new JournalChain(JournalHead.NONE, manifest.journal());
      new JournalReader(visit).read(1, chain::offer);
      assertTrue(chain.finding().isSound(), chain.finding().toString());
      assertTrue(chain.finding().entries() >= manifest.journal().seq());
    }
  }

  private static Map<String, Long> rows(Manifest manifest) {
    return new TreeMap<>(
        manifest.tables().stream()
            .collect(Collectors.toMap(Manifest.Table::name, Manifest.Table::rows)));
  }

  private static Map<String, Long> rows(Connection connection, Manifest manifest) throws Exception {
    var found = new TreeMap<String, Long>();
    try (var statement = connection.createStatement()) {
      for (Manifest.Table each : manifest.tables()) {
        try (var rows = statement.executeQuery("SELECT count(*) FROM " + each.name())) {
          rows.next();
          found.put(each.name(), rows.getLong(1));
        }
      }
    }
    return found;
  }
}

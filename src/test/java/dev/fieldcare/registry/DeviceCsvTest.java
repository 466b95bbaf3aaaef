package dev.fieldcare.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Await;
import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.parties.Sites;
import java.io.StringReader;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class DeviceCsvTest {
  private final RegistryFixture registry = RegistryFixture.open();

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void each_line_becomes_a_device_with_a_token() {
    CsvImport done =
        load(
            "id,serial,model,name,customer,site,lot,via,hardwareRevision,attr.floor\n"
                + "d-1,S1,pump-p2,\"Pump, left\",acme,hall-3,L7,g-1,B,2\n"
                + "g-1,,gateway-x1,,acme,,,,,\n");

    assertFalse(done.isRefused());
    CsvImport.Line first = done.lines().getFirst();
    assertEquals(2, first.number());
    assertNotNull(first.token());
    Device pump = registry.devices.authenticate(first.token()).orElseThrow();
    assertEquals("Pump, left", pump.name());
    assertEquals("g-1", pump.via());
    assertEquals(Map.of("floor", "2"), pump.attributes());
    assertEquals("g-1", registry.devices.get("g-1").serial());
    var sites =
        Await.get(
            new Sites(registry.database, registry.journal, id -> true).list("acme", 10, null));
    assertEquals("hall-3", sites.items().getFirst().id());
  }

  @Test
  void what_spreadsheets_write_is_read() {
    CsvImport done = load("\uFEFFid;model\r\nd-1;generic\r\n\r\nd-2;generic\r\n");
    assertFalse(done.isRefused(), done.toString());
    assertEquals(2, registry.devices.count());
  }

  @Test
  void one_refused_line_keeps_all_out_and_each_is_told_why() {
    Await.get(registry.devices.register(Registration.of("here", "generic"), "user:test"));

    CsvImport done =
        load(
            "id,model,via\nd-1,generic,\nhere,generic,\nd 3,generic,\nd-4,gateway,\nd-5,generic,x\n"
                + "d-1,generic,\nd-7,generic\nd-8,,\n");

    assertTrue(done.isRefused());
    assertEquals(1, registry.devices.count());
    String[] expected = {
      null,
      "registered already",
      "id: expected the form",
      "no model is called gateway",
      "no device in service is called x",
      "registered already",
      "as many fields",
      "model: expected"
    };
    for (int i = 0; i < expected.length; i++) {
      CsvImport.Line line = done.lines().get(i);
      assertEquals(i + 2, line.number());
      assertNull(line.token());
      String refusal = String.valueOf(line.refusal());
      assertTrue(
          expected[i] == null ? line.refusal() == null : refusal.contains(expected[i]),
          line.toString());
    }
  }

  @Test
  void a_dry_run_tells_the_same_and_registers_nothing() {
    var csv = new StringReader("id,model\nd-1,generic\n");
    CsvImport done = Await.get(registry.devices.importCsv(csv, true, "user:test"));
    assertFalse(done.isRefused());
    assertTrue(done.dryRun());
    assertNull(done.lines().getFirst().token());
    assertEquals(0, registry.devices.count());
  }

  @Test
  void gateways_in_a_circle_are_refused() {
    CsvImport done = load("id,model,via\na,generic,b\nb,generic,c\nc,generic,a\n");
    assertTrue(done.isRefused());
    assertEquals(0, registry.devices.count());
  }

  @Test
  void a_header_that_is_wrong_is_refused_as_a_whole() {
    for (String header : new String[] {"id,modle", "id", "id,model,id", "", "id,model,attr."}) {
      Problem problem =
          Await.problem(
              registry.devices.importCsv(
                  new StringReader(header + "\nd-1,generic\n"), false, "user:test"));
      assertEquals("csv.invalid", problem.code(), header);
    }
  }

  private CsvImport load(String csv) {
    return Await.get(registry.devices.importCsv(new StringReader(csv), false, "user:test"));
  }
}

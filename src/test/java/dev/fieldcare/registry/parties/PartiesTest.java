package dev.fieldcare.registry.parties;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Await;
import dev.fieldcare.base.Database;
import dev.fieldcare.base.MovableClock;
import dev.fieldcare.base.PgJournal;
import dev.fieldcare.base.Problem;
import dev.fieldcare.base.TestDatabase;
import dev.fieldcare.registry.CsvImport;
import dev.fieldcare.registry.Customers;
import dev.fieldcare.registry.Device;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.StringReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sites and contacts on a real database. */
class PartiesTest {
  private final Vertx vertx = Vertx.vertx();
  private final Database database = TestDatabase.open(vertx);
  private final MovableClock clock = new MovableClock(Instant.parse("2026-11-22T08:00:00Z"));
  private final PgJournal journal = new PgJournal(clock);
  private final Parties parties = Parties.on(database, journal, "cn"::equals);
  private final Sites sites = parties.sites();
  private final Contacts contacts = parties.contacts();

  @AfterEach
  void close() {
    database.close();
    Await.get(vertx.close());
  }

  private static JsonObject site(String id, String customer) {
    return new JsonObject().put("id", id).put("name", "Hall " + id).put("customer", customer);
  }

  private static JsonObject contact(String id, String customer, @Nullable String site) {
    return new JsonObject()
        .put("id", id)
        .put("customer", customer)
        .put("site", site)
        .put("name", "Li " + id)
        .put("email", id + "@example.com");
  }

  private Site save(JsonObject json) {
    return Await.get(sites.save(Site.parse(json), "user:t"));
  }

  private Contact keep(JsonObject json) {
    return Await.get(contacts.save(Contact.parse(json), "user:t"));
  }

  private List<String> types(String subject) {
    return Await.get(journal.list(database.pool(), null, 1_000, subject)).items().stream()
        .map(PgJournal.Line::type)
        .toList();
  }

  private static Device device(String customer, @Nullable String site, String division) {
    return new Device(
        1,
        "d-1",
        "d-1",
        "pump-p2",
        null,
        customer,
        site,
        null,
        null,
        null,
        Map.of("divisionCode", division),
        Instant.EPOCH,
        null);
  }

  @Test
  void a_site_is_kept_with_all_that_is_said_of_it() {
    JsonObject json =
        site("s-1", "acme")
            .put("address", "1 Lake Road\nBuilding 4")
            .put("divisionCode", "542500")
            .put("zone", "Asia/Shanghai")
            .put("calendar", "cn")
            .put("remote", true)
            .put("notes", "ring twice")
            .put("latitude", 29.65)
            .put("longitude", 91.11);
    assertEquals(1, save(json).version());
    assertEquals(2, save(json).version());
    Site found = Await.get(sites.find("s-1")).orElseThrow();
    assertEquals(json.copy().put("version", 2), found.json());
    assertEquals(List.of("s-1"), ids("acme"));
    assertEquals(List.of(), ids("globex"));
    assertEquals(List.of("site.saved", "site.saved"), types("site:s-1"));
    assertTrue(Await.get(journal.verify(database.pool())).isSound());
  }

  private List<String> ids(String customer) {
    return Await.get(sites.list(customer, 10, null)).items().stream().map(Site::id).toList();
  }

  @Test
  void what_is_wrong_with_a_site_is_named() {
    for (var wrong :
        Map.of("divisionCode", "5425", "zone", "Mars/Base", "name", " ", "colour", "red")
            .entrySet()) {
      JsonObject json = site("s-1", "acme").put(wrong.getKey(), wrong.getValue());
      String said = assertThrows(Problem.class, () -> Site.parse(json)).message();
      assertTrue(said.contains(wrong.getKey()), said);
    }
    JsonObject unknown = site("s-1", "acme").put("calendar", "atlantis");
    assertTrue(
        Await.problem(sites.save(Site.parse(unknown), "user:t")).message().contains("atlantis"));
  }

  @Test
  void of_two_who_change_the_same_site_at_once_the_second_is_told() {
    save(site("s-1", "acme"));
    var all = new ArrayList<Future<Site>>();
    for (int i = 0; i < 8; i++) {
      Site change = Site.parse(site("s-1", "acme").put("notes", "by " + i).put("version", 1));
      all.add(sites.save(change, "user:" + i));
    }
    Await.get(Future.join(all).otherwiseEmpty());
    assertEquals(1, all.stream().filter(Future::succeeded).count());
    assertEquals(2, Await.get(sites.find("s-1")).orElseThrow().version());
    assertEquals(2, types("site:s-1").size());
    // who does not say which version is meant overwrites, one after the other
    all.clear();
    for (int i = 0; i < 8; i++) {
      all.add(sites.save(Site.parse(site("s-1", "acme").put("notes", "by " + i)), "user:" + i));
    }
    Await.get(Future.all(all));
    assertEquals(10, Await.get(sites.find("s-1")).orElseThrow().version());
    assertEquals(
        "site.exists", Await.problem(sites.add(Site.parse(site("s-1", "acme")), "u")).code());
  }

  @Test
  void RP_6_a_site_says_whether_it_is_remote_and_else_its_division_does() {
    List<String> remote = List.of("5425", "65");
    save(site("tibet", "acme").put("divisionCode", "542500"));
    save(site("road", "acme").put("divisionCode", "542500").put("remote", false));
    save(site("hut", "acme").put("divisionCode", "110105").put("remote", true));
    save(site("bare", "acme"));
    save(site("theirs", "globex").put("remote", true));
    assertTrue(at("tibet", "110105").isRemote(remote));
    assertFalse(at("road", "542500").isRemote(remote));
    assertTrue(at("hut", "110105").isRemote(remote));
    // where the site is silent, unknown, none or another customer's, the device's own record counts
    for (String silent : new String[] {"bare", "unheard-of", null, "theirs"}) {
      assertTrue(at(silent, "650100").isRemote(remote), silent);
      assertFalse(at(silent, "110105").isRemote(remote), silent);
    }
  }

  private Whereabouts at(@Nullable String site, String division) {
    var device = device("acme", site, division);
    return Optional.ofNullable(
            Await.get(sites.whereabouts(database.pool(), List.of(device))).get("d-1"))
        .orElseThrow();
  }

  @Test
  void sites_come_by_file_all_or_none() {
    String header = "id,name,customer,divisionCode,remote,zone\n";
    CsvImport refused =
        Await.get(
            sites.importCsv(
                new StringReader(header + "a,A,acme,542500,true,\nb,B,acme,1,maybe,\n"),
                false,
                "user:t"));
    assertTrue(refused.isRefused());
    assertEquals(3, refused.lines().getLast().number());
    assertEquals(List.of(), ids("acme"));
    String good = header + "a,A,acme,542500,true,\nb,B,acme,,,Asia/Shanghai\n";
    Await.get(sites.importCsv(new StringReader(good), true, "user:t"));
    assertEquals(List.of(), ids("acme"), "a dry run");
    assertFalse(Await.get(sites.importCsv(new StringReader(good), false, "user:t")).isRefused());
    assertEquals(List.of("a", "b"), ids("acme"));
    assertEquals(true, Await.get(sites.find("a")).orElseThrow().remote());
  }

  @Test
  void somebody_is_found_by_their_address_or_number_however_it_is_written() {
    keep(
        contact("li", "acme", null)
            .put("email", "Li.Wei@Example.com")
            .put("phone", "+86 10 5555-0199"));
    keep(contact("wang", "globex", null).put("phone", "13800138000"));
    assertEquals(List.of("li"), whose("li.wei@example.COM"));
    for (String written : List.of("010-55550199", "0086 10 5555 0199", "+86(10)55550199")) {
      assertEquals(List.of("li"), whose(written), written);
    }
    assertEquals(List.of("wang"), whose("+86 138 0013 8000"));
    assertEquals(List.of(), whose("+1 380 013 8000"));
    assertEquals(List.of(), whose("nobody@example.com"));
  }

  private List<String> whose(String address) {
    return Await.get(contacts.contactsOf(address)).stream().map(Contact::id).toList();
  }

  @Test
  void who_is_asked_for_at_a_place_is_the_nearest_and_the_primary_one() {
    save(site("s-1", "acme"));
    save(site("s-2", "acme"));
    keep(contact("first", "acme", null));
    keep(contact("boss", "acme", null).put("primary", true));
    keep(contact("clerk", "acme", "s-1"));
    assertEquals("clerk", askedAt("s-1"));
    keep(contact("chief", "acme", "s-1").put("primary", true));
    assertEquals("chief", askedAt("s-1"));
    assertEquals("boss", askedAt("s-2"));
    assertEquals("boss", askedAt(null));
    keep(contact("heir", "acme", null).put("primary", true));
    assertEquals("heir", askedAt(null));
    assertFalse(Await.get(contacts.find("boss")).orElseThrow().primary());
    assertEquals(
        Optional.empty(), Await.get(contacts.contactFor(database.pool(), "globex", "s-1")));
  }

  private String askedAt(@Nullable String site) {
    return Await.get(contacts.contactFor(database.pool(), "acme", site)).orElseThrow().id();
  }

  @Test
  void many_who_become_primary_at_once_leave_one() {
    var all = new ArrayList<Future<Contact>>();
    for (int i = 0; i < 8; i++) {
      all.add(
          contacts.save(
              Contact.parse(contact("c-" + i, "acme", null).put("primary", true)), "user:t"));
    }
    Await.get(Future.all(all));
    assertEquals(
        1,
        Await.get(contacts.list("acme", null, 100, null)).items().stream()
            .filter(Contact::primary)
            .count());
  }

  @Test
  void the_journal_tells_who_was_changed_and_nothing_about_them() {
    keep(contact("li", "acme", null).put("phone", "13800138000"));
    keep(contact("li", "acme", null).put("phone", "13900139000").put("version", 1));
    Await.get(contacts.remove("li", "user:t"));
    assertEquals(List.of("contact.saved", "contact.saved", "contact.removed"), types("contact:li"));
    String told =
        Await.get(journal.list(database.pool(), null, 10, "contact:li")).items().toString();
    assertTrue(told.contains("phone"), told);
    for (String secret : List.of("138001", "139001", "Li li", "@example.com")) {
      assertFalse(told.contains(secret), told);
    }
    assertEquals(Optional.empty(), Await.get(contacts.find("li")));
    assertEquals("contact.unknown", Await.problem(contacts.remove("li", "user:t")).code());
  }

  @Test
  void what_is_wrong_with_a_contact_is_named() {
    save(site("theirs", "globex"));
    var site = Contact.parse(contact("li", "acme", "theirs"));
    assertEquals("contact.site", Await.problem(contacts.save(site, "user:t")).code());
    keep(contact("li", "acme", null));
    var stale = Contact.parse(contact("li", "acme", null).put("version", 7));
    assertEquals("contact.version", Await.problem(contacts.save(stale, "user:t")).code());
    var again = Contact.parse(contact("li", "acme", null));
    assertEquals("contact.exists", Await.problem(contacts.add(again, "user:t")).code());
    JsonObject mute = contact("li", "acme", null);
    mute.remove("email");
    assertTrue(assertThrows(Problem.class, () -> Contact.parse(mute)).message().contains("phone"));
    JsonObject odd = contact("li", "acme", null).put("email", "no address");
    String said = assertThrows(Problem.class, () -> Contact.parse(odd)).message();
    assertTrue(said.contains("email") && !said.contains("no address"), said);
  }

  @Test
  void contacts_come_by_file_and_without_an_id_are_given_one() {
    String csv =
        "id,customer,name,email,phone,primary,language\nli,acme,Li,li@example.com,,true,en\n";
    assertFalse(Await.get(contacts.importCsv(new StringReader(csv), false, "user:t")).isRefused());
    Contact li = Await.get(contacts.find("li")).orElseThrow();
    assertEquals(Contact.Language.EN, li.language());
    assertTrue(li.primary());
    JsonObject nameless = contact("x", "acme", null);
    nameless.remove("id");
    Contact added = Await.get(contacts.add(Contact.parse(nameless), "user:t"));
    assertTrue(added.id().startsWith("contact-"), added.id());
    assertEquals(
        List.of(new Customers.Customer("acme", "acme", Customers.Type.BUSINESS)),
        Await.get(parties.customers().list(10, null)).items());
  }
}

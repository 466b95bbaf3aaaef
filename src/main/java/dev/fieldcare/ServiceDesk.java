package dev.fieldcare;

import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import dev.fieldcare.base.Problem;
import dev.fieldcare.promises.PromiseDesk;
import dev.fieldcare.promises.coverage.CoverageDesk;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.Devices;
import dev.fieldcare.registry.Models;
import dev.fieldcare.registry.genealogy.Genealogy;
import dev.fieldcare.registry.parties.Contact;
import dev.fieldcare.registry.parties.Parties;
import dev.fieldcare.registry.parties.Sites;
import dev.fieldcare.rollout.Action;
import dev.fieldcare.rollout.Actions;
import dev.fieldcare.tickets.Acquaintance;
import dev.fieldcare.tickets.LetterDesk;
import dev.fieldcare.tickets.OneTimeCodes;
import dev.fieldcare.tickets.PriceList;
import dev.fieldcare.tickets.QuoteDesk;
import dev.fieldcare.tickets.SignOffDesk;
import dev.fieldcare.tickets.SignerTrust;
import dev.fieldcare.tickets.TicketDesk;
import dev.fieldcare.tickets.TicketPromises;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;

/** What stands around the ticket desk: promises, quotes, signatures. */
final class ServiceDesk {
  private final Database database;
  private final Journal journal;
  private final Clock clock;
  private final Path config;

  ServiceDesk(Database database, Journal journal, Clock clock, Path config) {
    this.database = database;
    this.journal = journal;
    this.clock = clock;
    this.config = config;
  }

  TicketPromises promises(
      PromiseDesk promises, CoverageDesk coverage, Sites sites, Devices devices, Actions actions) {
    var genealogy = new Genealogy(database, journal, clock);
    return new TicketPromises(promises, coverage, genealogy, sites, new Field(devices, actions));
  }

  /** What registry and rollout know of devices, as tickets ask for it. */
  private record Field(Devices devices, Actions actions) implements TicketPromises.Field {
    @Override
    public Optional<Device> device(String id) {
      return devices.find(id);
    }

    @Override
    public Optional<String> updateUnderWay(String device) {
      return devices
          .find(device)
          .flatMap(found -> Optional.ofNullable(actions.update(found.number()).open()))
          .map((Action action) -> actions.release(action).version());
    }
  }

  QuoteDesk quotes(TicketDesk desk) {
    return new QuoteDesk(database, journal, desk, PriceList.parse(read("price-list.yaml")), clock);
  }

  SignOffDesk signOffs(TicketDesk desk, QuoteDesk quotes, Mailroom mailroom, SignerTrust trust) {
    var codes =
        new OneTimeCodes(database, clock, new SecureRandom(), mailroom::post, mailroom.texts());
    return new SignOffDesk(database, journal, desk, quotes, codes, trust, clock);
  }

  /** Puts letters on tickets, of the contacts of tickets and of customers. */
  LetterDesk letters(TicketDesk desk, Devices devices, Models models, Parties parties) {
    Acquaintance ofCustomers =
        (sql, address) ->
            parties
                .contacts()
                .contactsOf(sql, address)
                .map(found -> found.stream().map(Contact::customer).collect(toSet()));
    return new LetterDesk(
        desk,
        journal,
        Acquaintance.OF_TICKETS.or(ofCustomers),
        devices::all,
        device ->
            models.find(device.model()).map(model -> model.metrics().keySet()).orElse(Set.of()));
  }

  private JsonObject read(String name) {
    Path file = config.resolve(name);
    try {
      return new JsonObject(new YAMLMapper().readTree(Files.readString(file)).toString());
    } catch (IOException e) {
      throw new Problem(
          Problem.Kind.BAD_INPUT,
          "settings.unreadable",
          file + ": expected YAML, found " + e.getMessage(),
          e);
    }
  }
}

package dev.fieldcare.commands;

import dev.fieldcare.Settings;
import dev.fieldcare.base.DatabaseVisit;
import dev.fieldcare.base.JournalHead;
import dev.fieldcare.base.JournalLink;
import dev.fieldcare.base.JournalReader;
import dev.fieldcare.base.Problem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where a command reads the journal: in the database, in a copy, or from a running server. */
final class JournalSource {
  private static final int PAGE = 1_000;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "Reads a copy that journal export made, instead of the database.")
  private @Nullable Path file;

  @Mixin private FirmwareServer server;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  JournalSource() {}

  /**
   * What is to be read.
   *
   * @param behind the entry before the first
   * @param last the number of the last entry, as far as that is known beforehand; otherwise 0
   */
  interface Reading<T> {
    T of(JournalHead behind, long last, Entries entries);
  }

  /** Hands on the entries, in their order. */
  interface Entries {
    void to(Consumer<JournalLink> taker);
  }

  /** Reads the entries from this number on. */
  <T> T read(long from, Reading<T> reading) {
    if (file != null) {
      return readFile(file, from, reading);
    }
    if (server.isNamed()) {
      return readServer(from, reading);
    }
    try (DatabaseVisit visit = visit()) {
      return readDatabase(visit, from, reading);
    }
  }

  /** The last entry there is. */
  JournalHead head() {
    if (file == null && !server.isNamed()) {
      try (DatabaseVisit visit = visit()) {
        return new JournalReader(visit).head();
      }
    }
    return read(
        1,
        (behind, last, entries) -> {
          var heads = new ArrayList<>(List.of(JournalHead.NONE));
          entries.to(link -> heads.set(0, headOf(link)));
          return heads.getFirst();
        });
  }

  private static DatabaseVisit visit() {
    Settings settings =
        Settings.load(Path.of(System.getProperty("fieldcare.home", ".")), System.getenv());
    return DatabaseVisit.of(settings.database(), settings.dataDirectory());
  }

  private static <T> T readDatabase(DatabaseVisit visit, long from, Reading<T> reading) {
    var journal = new JournalReader(visit);
    JournalHead behind =
        from == 1
            ? JournalHead.NONE
            : journal.find(from - 1).map(JournalSource::headOf).orElseThrow(() -> none(from - 1));
    return reading.of(behind, journal.head().seq(), taker -> journal.read(from, taker));
  }

  private static <T> T readFile(Path file, long from, Reading<T> reading) {
    JournalHead behind = JournalHead.NONE;
    if (from > 1) {
      var found = new ArrayList<JournalHead>();
      lines(
          file,
          link -> {
            if (link.seq() == from - 1) {
              found.add(headOf(link));
            }
          });
      if (found.isEmpty()) {
        throw none(from - 1);
      }
      behind = found.getFirst();
    }
    return reading.of(
        behind,
        0,
        taker ->
            lines(
                file,
                link -> {
                  if (link.seq() >= from) {
                    taker.accept(link);
                  }
                }));
  }

  private static void lines(Path file, Consumer<JournalLink> taker) {
    long number = 0;
    try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        taker.accept(JournalLink.parse(line));
      }
    } catch (IOException e) {
      throw Problem.badInput("journal.file", file + " cannot be read: " + e);
    } catch (Problem e) {
      throw Problem.badInput(e.code(), file + ", line " + number + ": " + e.message());
    }
  }

  private <T> T readServer(long from, Reading<T> reading) {
    JournalHead behind = JournalHead.NONE;
    if (from > 1) {
      JsonArray found = page(from - 2, 1).getJsonArray("items");
      if (found.isEmpty() || found.getJsonObject(0).getLong("seq") != from - 1) {
        throw none(from - 1);
      }
      behind = headOf(JournalLink.parse(found.getJsonObject(0).encode()));
    }
    return reading.of(
        behind,
        0,
        taker -> {
          long after = from - 1;
          for (JsonObject page = page(after, PAGE); ; page = page(after, PAGE)) {
            for (Object item : page.getJsonArray("items")) {
              taker.accept(JournalLink.parse(((JsonObject) item).encode()));
            }
            if (page.getString("next") == null) {
              return;
            }
            after = Long.parseLong(page.getString("next"));
          }
        });
  }

  private JsonObject page(long after, int limit) {
    return server.send(
        "GET", "/api/v1/journal?after=" + after + "&limit=" + limit, (JsonObject) null);
  }

  private static JournalHead headOf(JournalLink link) {
    return new JournalHead(link.seq(), link.hash());
  }

  private static Problem none(long seq) {
    return Problem.notFound(
        "journal.entry", "expected entry " + seq + ", which the walk starts behind; found none");
  }
}

package dev.fieldcare.commands;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.DatabaseSettings;
import dev.fieldcare.base.PgJournal;
import dev.fieldcare.promises.CalendarChange;
import dev.fieldcare.promises.Measure;
import dev.fieldcare.promises.PromiseDesk;
import dev.fieldcare.promises.Term;
import dev.fieldcare.promises.Undertaking;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Has a calendar change while many promises are open, and times until all are reckoned anew. */
@Command(
    name = "clocks",
    mixinStandardHelpOptions = true,
    description = "Changes a calendar while many promises run by it.")
final class BenchClocksCommand implements Callable<Integer> {
  private static final Instant START = Instant.parse("2026-12-30T02:00:00Z");
  private static final int IN_A_TRANSACTION = 250;

  @Option(names = "--promises", defaultValue = "10000", description = "${DEFAULT-VALUE}")
  private int promises;

  @Option(names = "--rounds", defaultValue = "7", description = "${DEFAULT-VALUE}")
  private int rounds;

  @Option(names = "--json", description = "End with one JSON object on standard output.")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  BenchClocksCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("fieldcare-clocks-");
    Vertx vertx = Vertx.vertx();
    try (Database database = await(Database.open(vertx, DatabaseSettings.embedded(0), folder))) {
      print(measure(database));
      return 0;
    } finally {
      await(vertx.close());
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(each);
        }
      }
    }
  }

  private JsonObject measure(Database database) throws InterruptedException {
    Clock clock = Clock.fixed(START, java.time.ZoneOffset.UTC);
    var journal = new PgJournal(clock);
    PromiseDesk desk =
        PromiseDesk.on(database, journal, clock, (sql, told) -> Future.succeededFuture());
    Path home = Path.of(System.getProperty("fieldcare.home", "."));
    await(desk.imports().load(home.resolve("config").resolve("calendars")));
    for (int from = 0; from < promises; from += IN_A_TRANSACTION) {
      int first = from;
      await(
          database.transaction(
              sql -> {
                Future<?> all = Future.succeededFuture();
                for (int i = first; i < Math.min(promises, first + IN_A_TRANSACTION); i++) {
                  Undertaking promise = promise(i);
                  all = all.compose(done -> desk.commitments().start(sql, promise, "system"));
                }
                return all;
              }));
    }
    var millis = new ArrayList<Double>();
    long moved = 0;
    for (int i = 0; i < rounds; i++) {
      long began = System.nanoTime();
      CalendarChange change =
          await(desk.imports().notice(PromiseDesk.HOME, 2027, notice(i), false, "system"));
      millis.add((System.nanoTime() - began) / 1e6);
      moved = Math.max(moved, change.moved().size());
    }
    double first = millis.getFirst();
    Collections.sort(millis);
    return new JsonObject()
        .put("promises", promises)
        .put("movedAtMost", moved)
        .put("millisFirst", Math.round(first))
        .put("millisMedian", Math.round(millis.get(millis.size() / 2)))
        .put("millisLongest", Math.round(millis.getLast()));
  }

  private static Undertaking promise(int number) {
    return Undertaking.of(
        "ticket:F-2026-" + number,
        "onsite.arrival",
        Term.of(Measure.WORKING_DAYS, 3 + number % 5),
        START.minusSeconds(number % 7_200),
        PromiseDesk.HOME);
  }

  /** Now the first Monday of the year is off, now it is not: every deadline moves each time. */
  private static JsonObject notice(int round) {
    var off = new JsonObject().put("2027-01-01", "New Year");
    if (round % 2 == 0) {
      off.put("2027-01-04", "New Year");
    }
    return new JsonObject().put("source", "https://example.org/2027").put("off", off);
  }

  private void print(JsonObject result) {
    if (json) {
      System.out.println(result.encode());
    } else {
      result.forEach(each -> System.out.println("  " + each.getKey() + " " + each.getValue()));
    }
  }

  private static <T> T await(Future<T> future) throws InterruptedException {
    try {
      return future.toCompletionStage().toCompletableFuture().get(5, TimeUnit.MINUTES);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }
}

package dev.fieldcare.simulator;

import dev.fieldcare.simulator.link.Counters;
import dev.fieldcare.simulator.link.Identity;
import dev.fieldcare.simulator.link.Link;
import dev.fieldcare.simulator.link.PahoLink;
import dev.fieldcare.simulator.link.Registrar;
import dev.fieldcare.simulator.replay.Replay;
import dev.fieldcare.simulator.replay.SeriesFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code replay}: publishes recorded series at their own timestamps. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = {
      "Publishes recorded series (CSV with the header timestamp,value; .gz accepted) at their own",
      "timestamps, read as UTC, with QoS 1. Ends when everything is acknowledged."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  One series as one device, an hour of it in a minute:",
      "    ./fieldcare replay pump.csv --device p-17 --model pump-p2 --metric vibration --speed 60",
      "  Every series below a folder, a generic device for each, as fast as it is acknowledged:",
      "    ./fieldcare replay recordings/",
      "",
      "Exit status: 0 every row was acknowledged, 1 not (or rows were malformed), 2 wrong usage."
    })
final class ReplayCommand implements Callable<Integer> {
  private static final String ID = "[A-Za-z0-9][A-Za-z0-9._:-]{0,63}";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private final ServerOptions server = new ServerOptions();

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "CSV files, or folders of them.")
  private List<Path> given = List.of();

  @Option(
      names = "--device",
      paramLabel = "ID",
      description = "The device that measured. Default: one for each file, named after it.")
  private @Nullable String device;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      defaultValue = "generic",
      description = "The model of devices not known yet. Default: ${DEFAULT-VALUE}.")
  private String model = "generic";

  @Option(
      names = "--metric",
      paramLabel = "NAME",
      description = "What the value column measures. Default: the column's name.")
  private @Nullable String metric;

  @Option(
      names = "--speed",
      paramLabel = "X",
      defaultValue = "max",
      description =
          "How many times faster than recorded; 0 or max: as fast as it is acknowledged. Default:"
              + " ${DEFAULT-VALUE}.")
  private String speed = "max";

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many readings one message carries at most. Default: ${DEFAULT-VALUE}.")
  private int batch;

  @Option(
      names = "--from-row",
      paramLabel = "ROW",
      defaultValue = "1",
      description = "The first row to publish, the one after the header being 1.")
  private long fromRow;

  @Option(
      names = "--lenient",
      description = "End with 0 although rows were malformed; they are named all the same.")
  private boolean lenient;

  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Counters counters = new Counters();

  @Override
  public Integer call() throws InterruptedException {
    double factor = checkUsage();
    List<Path> files = SeriesFiles.find(given);
    Map<Path, String> ids = device == null ? SeriesFiles.deviceIds(files) : Map.of();
    String mqtt = server.mqtt();
    var registrar = new Registrar(server.server(), server.token());
    ExecutorService blocking =
        Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory());
    Function<Identity, Link> links = identity -> new PahoLink(mqtt, identity, blocking);
    Runtime.getRuntime().addShutdownHook(new Thread(stopped::countDown));
    boolean good = true;
    try (ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor()) {
      watch.scheduleAtFixedRate(this::progress, 5, 5, TimeUnit.SECONDS);
      row("file", "device", "rows", "acknowledged", "refused", "malformed", "seconds");
      for (Path file : files) {
        String id = device != null ? device : ids.getOrDefault(file, "series");
        Identity identity = registrar.register(id, model, null);
        try (var replay = new Replay(identity, links, factor, batch, stopped, counters)) {
          good &= report(file, id, replay.play(file, metric, fromRow));
        }
      }
      watch.shutdownNow();
    }
    return good ? 0 : 1;
  }

  private double checkUsage() {
    String id = device;
    if (id != null && !id.matches(ID)) {
      throw usage("--device: expected " + ID + ", found " + id);
    }
    if (batch < 1 || batch > 1000) {
      throw usage("--batch: expected 1 to 1000, found " + batch);
    }
    if (fromRow < 1) {
      throw usage("--from-row: expected 1 or more, found " + fromRow);
    }
    try {
      double factor = speed.equals("max") ? 0 : Double.parseDouble(speed);
      if (factor >= 0 && Double.isFinite(factor)) {
        return factor;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw usage("--speed: expected a number or max, found " + speed);
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private boolean report(Path file, String id, Replay.Outcome outcome) {
    outcome.badRows().forEach(each -> System.err.println(file + ": " + each));
    if (outcome.bad() > outcome.badRows().size()) {
      System.err.println(file + ": " + outcome.bad() + " malformed rows in all");
    }
    row(
        String.valueOf(file.getFileName()),
        id,
        outcome.rows(),
        outcome.acknowledged(),
        outcome.refused(),
        outcome.bad(),
        String.format(Locale.ROOT, "%.1f", outcome.seconds()));
    return outcome.acknowledged() == outcome.rows() && (lenient || outcome.bad() == 0);
  }

  private static void row(Object... cells) {
    System.out.printf(Locale.ROOT, "%-44s %-40s %9s %12s %8s %9s %8s%n", cells);
  }

  private void progress() {
    String trouble = counters.trouble.getAndSet("");
    System.err.printf(
        Locale.ROOT,
        "sent %d  acknowledged %d%s%n",
        counters.sent.sum(),
        counters.acknowledged.sum(),
        trouble.isEmpty() ? "" : "  latest trouble: " + trouble);
  }
}

package dev.fieldcare.commands;

import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Model;
import dev.fieldcare.stability.Panel;
import dev.fieldcare.stability.Thresholds;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Runs the detectors a live device has over recorded, labelled series, each from scratch, and
 * writes what they thought of every row for the scorers; measures their speed and size.
 */
@Command(
    name = "detect",
    mixinStandardHelpOptions = true,
    description =
        "Judges recorded series (nab/data, series, skab/data in one folder) with the product's"
            + " detectors; writes scores, thresholds, points a CPU second and heap bytes a series.")
final class BenchDetectCommand implements Callable<Integer> {
  private static final Model UNKNOWN = new Model("generic", 1, Map.of(), null, null, Map.of());
  private static final double TIMED_SECONDS = 2;

  @Option(names = "--data", required = true, description = "The folder of recordings.")
  private Path data;

  @Option(names = "--out", required = true, description = "Where the scores are written.")
  private Path out;

  @Option(names = "--json", description = "End with one JSON object on standard output.")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  BenchDetectCommand() {}

  @Override
  public Integer call() {
    var recordings = new Recordings(data);
    List<Recording> all = new ArrayList<>();
    try {
      run("nab", recordings.nab(), recordings::readNab, all, this::writeNab);
      run(
          "series",
          recordings.series(),
          recordings::readSeries,
          all,
          (each, scores) -> writeSeries(each, scores, recordings.startRow(each.name())));
      run("skab", recordings.skab(), recordings::readSkab, all, this::writeSkab);
      Files.writeString(out.resolve("thresholds.json"), thresholds().encodePrettily() + "\n");
    } catch (IOException e) {
      throw new Problem(
          Problem.Kind.INTERNAL, "out.unwritable", "cannot write to %s: %s".formatted(out, e), e);
    }
    say("measuring speed and size");
    print(all, speed(all), heapBytes(all));
    return 0;
  }

  /** Takes a judged series to its file. */
  private interface Writer {
    void write(Recording recording, double[] scores) throws IOException;
  }

  private static void run(
      String part,
      List<String> names,
      Function<String, Recording> read,
      List<Recording> all,
      Writer writer)
      throws IOException {
    int done = 0;
    for (String name : names) {
      say("%s %d of %d: %s".formatted(part, ++done, names.size(), name));
      Recording recording = read.apply(name);
      double[] displacements = new double[recording.size()];
      double[] scores = judge(recording, panel(recording), displacements);
      writer.write(recording, part.equals("skab") ? displacements : scores);
      all.add(recording);
    }
  }

  private static Panel panel(Recording recording) {
    return new Panel(UNKNOWN, recording.metrics());
  }

  private static double[] judge(Recording recording, Panel panel) {
    return judge(recording, panel, new double[recording.size()]);
  }

  private static double[] judge(Recording recording, Panel panel, double[] displacements) {
    double[] scores = new double[recording.size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = panel.observe(recording.times()[i], recording.rows()[i]);
      displacements[i] = panel.displacement();
    }
    return scores;
  }

  private void writeNab(Recording recording, double[] scores) throws IOException {
    var text = new StringBuilder("timestamp,value,anomaly_score\n");
    for (int i = 0; i < scores.length; i++) {
      text.append(recording.stamps().get(i)).append(',').append(recording.rows()[i][0]);
      text.append(',').append(written(scores[i])).append('\n');
    }
    write("nab", recording, text);
  }

  private void writeSeries(Recording recording, double[] scores, int startRow) throws IOException {
    var text = new StringBuilder("timestamp,anomaly_score\n");
    for (int i = startRow; i < scores.length; i++) {
      text.append(recording.stamps().get(i)).append(',').append(written(scores[i])).append('\n');
    }
    write("series", recording, text);
  }

  private void writeSkab(Recording recording, double[] scores) throws IOException {
    var text = new StringBuilder("datetime,anomaly,changepoint\n");
    boolean before = false;
    for (int i = 0; i < scores.length; i++) {
      boolean now = scores[i] >= Thresholds.SECONDS;
      text.append(recording.stamps().get(i)).append(now ? ",1" : ",0");
      text.append(now != before ? ",1\n" : ",0\n");
      before = now;
    }
    write("skab", recording, text);
  }

  private void write(String part, Recording recording, StringBuilder text) throws IOException {
    Path file = out.resolve(part).resolve(recording.name());
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static String written(double score) {
    return String.format(Locale.ROOT, "%.6f", score);
  }

  private static JsonObject thresholds() {
    return new JsonObject()
        .put("nabStandard", Thresholds.NAB)
        .put("quarterFalseTicketPerDeviceWeek", Thresholds.QUARTER_A_WEEK)
        .put("oneFalseTicketPerDeviceWeek", Thresholds.ONE_A_WEEK)
        .put("oneFalseTicketPerDeviceWeekJointly", Thresholds.ONE_A_WEEK_JOINTLY)
        .put("skab", Thresholds.SECONDS);
  }

  /** Points (values) a second of CPU time, of one thread, warmed up. */
  private static double speed(List<Recording> all) {
    var threads = ManagementFactory.getThreadMXBean();
    long points = 0;
    long start = threads.getCurrentThreadCpuTime();
    long used = 0;
    double sum = 0;
    while (used < TIMED_SECONDS * 1e9) {
      for (Recording each : all) {
        sum += judge(each, panel(each))[0];
        points += (long) each.size() * each.metrics().size();
      }
      used = threads.getCurrentThreadCpuTime() - start;
    }
    return sum < 0 ? 0 : points / (used / 1e9);
  }

  /** Heap that the detectors of all series need after all was seen, by series of one metric. */
  private static double heapBytes(List<Recording> all) {
    long before = usedHeap();
    Panel[] panels = new Panel[all.size()];
    int series = 0;
    for (int i = 0; i < panels.length; i++) {
      panels[i] = panel(all.get(i));
      judge(all.get(i), panels[i]);
      series += all.get(i).metrics().size();
    }
    double bytes = (usedHeap() - before) / (double) series;
    java.lang.ref.Reference.reachabilityFence(panels);
    return bytes;
  }

  private static long usedHeap() {
    Runtime runtime = Runtime.getRuntime();
    long used = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
    }
    return used;
  }

  private void print(List<Recording> all, double speed, double heapBytes) {
    var result =
        new JsonObject()
            .put("recordings", all.size())
            .put("series", all.stream().mapToInt(each -> each.metrics().size()).sum())
            .put(
                "points",
                all.stream().mapToLong(each -> (long) each.size() * each.metrics().size()).sum())
            .put("pointsPerCpuSecond", Math.round(speed))
            .put("heapBytesPerSeries", Math.round(heapBytes))
            .put("thresholds", thresholds())
            .put("out", out.toString());
    if (json) {
      System.out.println(result.encode());
    } else {
      result.forEach(
          each -> System.out.println("  %-20s %s".formatted(each.getKey(), each.getValue())));
    }
  }

  private static void say(String text) {
    System.err.println("bench: " + text);
  }
}

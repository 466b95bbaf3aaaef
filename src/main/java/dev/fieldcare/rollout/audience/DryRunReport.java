package dev.fieldcare.rollout.audience;

import dev.fieldcare.firmware.Release;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a rollout would amount to.
 *
 * @param eligible how many devices the release may go to now
 * @param urgent how many of these have a ticket that it fixes
 * @param reasons why it may not go to others
 * @param paths by which ways devices come to the release, those it may not go to yet among them
 * @param heldBack how many would be held back
 * @param waves how many devices each wave is expected to have
 * @param load what there is to be fetched by those it may go to
 * @param conflicts other updates that are open
 * @param helped open tickets with a symptom that it fixes, of those it may go to
 * @param missed the same of those it may not go to
 */
public record DryRunReport(
    String model,
    String version,
    long devices,
    long eligible,
    long urgent,
    List<Reason> reasons,
    List<Path> paths,
    List<String> examples,
    long heldBack,
    List<Long> waves,
    Load load,
    List<Conflict> conflicts,
    Tickets helped,
    Tickets missed) {

  /** Devices that are alike for our purposes, as they were counted. */
  record Group(
      @Nullable String reason,
      List<String> path,
      boolean byDelta,
      boolean urgent,
      long devices,
      long bytesEach) {}

  /**
   * Why the release may not go to some devices.
   *
   * @param examples ids of some of them
   */
  public record Reason(String code, long devices, List<String> examples) {}

  /**
   * How devices come to the release.
   *
   * @param over versions to be run before
   * @param byDelta whether they need but the difference to what they run
   * @param bytesEach what each has to fetch in all
   */
  public record Path(List<String> over, boolean byDelta, long devices, long bytesEach) {}

  /**
   * What there is to be fetched.
   *
   * @param bytes in all, without what is held back
   * @param largestWave bytes
   * @param seconds how long it takes at the plan's rate, waiting for evidence aside; null without
   *     one
   * @param peakBytesPerSecond at that rate, spread evenly over the hour; null without one
   */
  public record Load(
      long bytes, long largestWave, @Nullable Long seconds, @Nullable Long peakBytesPerSecond) {}

  /**
   * Updates that some of the devices have open.
   *
   * @param superseded whether they would end for this one, or keep it away
   */
  public record Conflict(String version, boolean superseded, long devices, List<String> examples) {}

  /**
   * @param numbers of some of them
   */
  public record Tickets(long count, List<String> numbers) {
    static final Tickets NONE = new Tickets(0, List.of());
  }

  static DryRunReport of(
      Release release,
      List<Group> groups,
      Map<String, List<String>> examples,
      List<Conflict> conflicts,
      Tickets helped,
      Tickets missed,
      WavePlan plan) {
    long eligible = count(groups, each -> each.reason() == null);
    long urgent = count(groups, each -> each.reason() == null && each.urgent());
    List<Long> waves = plan.sizes(eligible - urgent, urgent);
    long heldBack = plan.heldBack(eligible - urgent);
    return new DryRunReport(
        release.model(),
        release.version(),
        count(groups, each -> true),
        eligible,
        urgent,
        reasons(groups, examples),
        paths(groups),
        examples.getOrDefault("null", List.of()),
        heldBack,
        waves,
        load(groups, eligible, waves, plan),
        conflicts,
        helped,
        missed);
  }

  private static long count(List<Group> groups, Predicate<Group> which) {
    return groups.stream().filter(which).mapToLong(Group::devices).sum();
  }

  private static List<Reason> reasons(List<Group> groups, Map<String, List<String>> examples) {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (Group each : groups) {
      if (each.reason() != null) {
        counts.merge(each.reason(), each.devices(), Long::sum);
      }
    }
    return counts.entrySet().stream()
        .map(
            each ->
                new Reason(
                    each.getKey(),
                    each.getValue(),
                    examples.getOrDefault(each.getKey(), List.of())))
        .sorted(Comparator.comparingLong(Reason::devices).reversed().thenComparing(Reason::code))
        .toList();
  }

  /** Of those it may go to and of those that lack nothing but a release before it. */
  private static List<Path> paths(List<Group> groups) {
    Map<Path, Long> counts = new LinkedHashMap<>();
    for (Group each : groups) {
      boolean leads =
          each.reason() == null || each.reason().equals("stepping-stone") && !each.path().isEmpty();
      if (leads) {
        counts.merge(
            new Path(each.path(), each.byDelta(), 0, each.bytesEach()), each.devices(), Long::sum);
      }
    }
    return counts.entrySet().stream()
        .map(
            each ->
                new Path(
                    each.getKey().over(),
                    each.getKey().byDelta(),
                    each.getValue(),
                    each.getKey().bytesEach()))
        .sorted(
            Comparator.comparingLong(Path::devices)
                .reversed()
                .thenComparing(each -> String.join(" ", each.over())))
        .toList();
  }

  private static Load load(List<Group> groups, long eligible, List<Long> waves, WavePlan plan) {
    double bytes = 0;
    long most = 0;
    for (Group each : groups) {
      if (each.reason() == null) {
        bytes += (double) each.devices() * each.bytesEach();
        most = Math.max(most, each.bytesEach());
      }
    }
    double mean = eligible == 0 ? 0 : bytes / eligible;
    long given = waves.stream().mapToLong(Long::longValue).sum();
    long largest = waves.stream().mapToLong(Long::longValue).max().orElse(0);
    Integer rate = plan.devicesPerHour();
    return new Load(
        Math.round(mean * given),
        Math.round(mean * largest),
        rate == null ? null : Math.ceilDiv(given * 3600, (long) rate),
        rate == null ? null : Math.ceilDiv(Math.min(rate, largest) * most, 3600L));
  }

  /** As the API shows it; sizes in bytes, times in seconds. */
  public JsonObject json() {
    return new JsonObject()
        .put("model", model)
        .put("release", version)
        .put("devices", devices)
        .put("eligible", eligible)
        .put("urgent", urgent)
        .put("examples", new JsonArray(examples))
        .put(
            "reasons",
            array(
                reasons,
                each ->
                    new JsonObject()
                        .put("reason", each.code())
                        .put("devices", each.devices())
                        .put("examples", new JsonArray(each.examples()))))
        .put(
            "paths",
            array(
                paths,
                each ->
                    new JsonObject()
                        .put("over", new JsonArray(each.over()))
                        .put("by", each.byDelta() ? "delta" : "image")
                        .put("devices", each.devices())
                        .put("bytesEach", each.bytesEach())))
        .put("heldBack", heldBack)
        .put("waves", new JsonArray(new ArrayList<>(waves)))
        .put(
            "load",
            new JsonObject()
                .put("bytes", load.bytes())
                .put("largestWaveBytes", load.largestWave())
                .put("seconds", load.seconds())
                .put("peakBytesPerSecond", load.peakBytesPerSecond()))
        .put(
            "conflicts",
            array(
                conflicts,
                each ->
                    new JsonObject()
                        .put("release", each.version())
                        .put("superseded", each.superseded())
                        .put("devices", each.devices())
                        .put("examples", new JsonArray(each.examples()))))
        .put("ticketsHelped", json(helped))
        .put("ticketsMissed", json(missed));
  }

  private static <T> JsonArray array(List<T> all, java.util.function.Function<T, JsonObject> json) {
    return new JsonArray(all.stream().map(json).toList());
  }

  private static JsonObject json(Tickets tickets) {
    return new JsonObject()
        .put("count", tickets.count())
        .put("numbers", new JsonArray(tickets.numbers()));
  }
}

package dev.fieldcare.tickets;

import dev.fieldcare.stability.Because;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds what simultaneous faults have in common. Pure.
 *
 * <p>A cause explains faults of one symptom that began within ten minutes of each other when at
 * least three devices and a third of those it concerns are affected, at least five times as often
 * as comparable devices (of the same models) elsewhere, and when chance would bring that about less
 * than once in two hundred such looks (exact hypergeometric tail, times the causes looked at). The
 * cause that explains most is taken; among those that explain nearly as much, the narrowest.
 */
final class CommonCause {
  static final Duration WINDOW = Duration.ofMinutes(10);
  static final int FEWEST = 3;
  private static final double SHARE = 1 / 3.0;
  private static final double TIMES_AS_OFTEN = 5;
  private static final double CHANCE = 0.005;
  private static final double NEARLY = 0.9;

  /**
   * A fault ticket of one device.
   *
   * @param isFree whether it may be put under a cause found now
   */
  record Case(String ticket, String device, String symptom, Instant began, boolean isFree) {}

  /**
   * A cause and the cases it explains.
   *
   * @param size how many devices it concerns, all comparable ones
   * @param elsewhere how many others began the same in that time, of {@code elsewhereSize}
   * @param chance how likely that is without the cause
   */
  record Group(
      Cause cause,
      String symptom,
      List<Case> cases,
      int size,
      int elsewhere,
      int elsewhereSize,
      double chance) {

    Duration within() {
      return Duration.between(cases.getFirst().began(), cases.getLast().began());
    }

    Because because() {
      Map<String, Object> arguments = new LinkedHashMap<>();
      arguments.put("count", cases.size());
      arguments.put("size", size);
      arguments.put("cause", cause.id());
      arguments.put("symptom", symptom);
      arguments.put("withinSeconds", within().toMillis() / 1000.0);
      arguments.put("elsewhere", elsewhere);
      arguments.put("elsewhereSize", elsewhereSize);
      String text =
          "%d of %d devices %s began %s within %s; %d of %d elsewhere"
              .formatted(
                  cases.size(),
                  size,
                  cause.where(),
                  symptom,
                  spoken(within()),
                  elsewhere,
                  elsewhereSize);
      return new Because(text, "cause." + cause.type().code(), arguments);
    }

    private static String spoken(Duration time) {
      return time.toSeconds() < 120
          ? Math.max(1, time.toSeconds()) + " s"
          : Math.round(time.toSeconds() / 60.0) + " min";
    }
  }

  private final Population population;

  CommonCause(Population population) {
    this.population = population;
  }

  /** Groups of free cases, each case in one at most; the cases may be of any symptoms. */
  List<Group> find(List<Case> cases) {
    var groups = new ArrayList<Group>();
    cases.stream()
        .collect(Collectors.groupingBy(Case::symptom, LinkedHashMap::new, Collectors.toList()))
        .values()
        .forEach(each -> findOfOneSymptom(each, groups));
    return groups;
  }

  private void findOfOneSymptom(List<Case> cases, List<Group> groups) {
    var left = new ArrayList<>(cases);
    for (Optional<Group> best = best(left); best.isPresent(); best = best(left)) {
      groups.add(best.get());
      left.removeAll(best.get().cases());
    }
  }

  private Optional<Group> best(List<Case> cases) {
    Map<Cause, List<Case>> byCause = byCause(cases);
    byCause.values().removeIf(each -> each.size() < FEWEST);
    List<Group> found =
        byCause.entrySet().stream()
            .map(each -> explain(each.getKey(), each.getValue(), cases))
            .filter(group -> isConvincing(group, byCause.size()))
            .toList();
    int most = found.stream().mapToInt(group -> group.cases().size()).max().orElse(0);
    return found.stream()
        .filter(group -> group.cases().size() >= NEARLY * most)
        .min(Comparator.comparing(Group::size).thenComparing(group -> group.cause().type()));
  }

  private Map<Cause, List<Case>> byCause(List<Case> cases) {
    Map<Cause, List<Case>> byCause = new HashMap<>();
    for (Case each : cases) {
      if (each.isFree()) {
        for (Cause cause : population.causesOf(each.device(), each.began())) {
          byCause.computeIfAbsent(cause, any -> new ArrayList<>()).add(each);
        }
      }
    }
    return byCause;
  }

  private Group explain(Cause cause, List<Case> concerned, List<Case> all) {
    List<Case> together = densest(concerned);
    Instant from = together.getFirst().began();
    Instant to = from.plus(WINDOW);
    Set<String> inside = devices(together);
    Set<String> outside = new HashSet<>();
    for (Case each : all) {
      boolean meanwhile = !each.began().isBefore(from) && !each.began().isAfter(to);
      if (meanwhile && !population.causesOf(each.device(), each.began()).contains(cause)) {
        outside.add(each.device());
      }
    }
    Set<String> models = models(inside);
    models.addAll(models(outside));
    int size = population.size(cause, models);
    int others = Math.max(population.comparable(cause, models) - size, outside.size());
    double chance =
        Chance.ofAtLeast(inside.size(), inside.size() + outside.size(), size, size + others);
    return new Group(
        cause, together.getFirst().symptom(), together, size, outside.size(), others, chance);
  }

  /** As many as possible that began within the window, one for each device, earliest first. */
  private static List<Case> densest(List<Case> cases) {
    List<Case> sorted = cases.stream().sorted(Comparator.comparing(Case::began)).toList();
    List<Case> best = List.of();
    int from = 0;
    for (int to = 1; to <= sorted.size(); to++) {
      while (sorted.get(from).began().plus(WINDOW).isBefore(sorted.get(to - 1).began())) {
        from++;
      }
      if (to - from > best.size()) {
        best = sorted.subList(from, to);
      }
    }
    return best;
  }

  private static boolean isConvincing(Group group, int looks) {
    double inside = (double) group.cases().size() / group.size();
    double outside = (double) group.elsewhere() / Math.max(1, group.elsewhereSize());
    return group.cases().size() >= FEWEST
        && inside >= SHARE
        && inside >= TIMES_AS_OFTEN * outside
        && group.chance() * looks < CHANCE;
  }

  private static Set<String> devices(List<Case> cases) {
    return cases.stream().map(Case::device).collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private Set<String> models(Set<String> devices) {
    Set<String> models = new HashSet<>();
    for (String device : devices) {
      Member member = population.find(device);
      if (member != null) {
        models.add(member.model());
      }
    }
    return models;
  }
}

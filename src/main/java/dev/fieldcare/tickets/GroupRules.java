package dev.fieldcare.tickets;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Decides which tickets belong together. Pure. Deciding again on the outcome decides nothing, so it
 * does not matter when it is interrupted.
 */
final class GroupRules {
  /** A cause has cleared when no more than this share of its children is still active ... */
  private static final double STILL = 0.2;

  /** ... no child is new, and the others have been normal for this long. */
  private static final Duration CLEARED_FOR = Duration.ofMinutes(10);

  private final GroupPlan plan;
  private final Instant now;

  private GroupRules(GroupPlan plan, Instant now) {
    this.plan = plan;
    this.now = now;
  }

  /**
   * @param all fault tickets opened recently, open parents and children, and parents of these
   * @param population asked for only when there is something to explain
   */
  static GroupPlan plan(List<KnownTicket> all, Supplier<Population> population, Instant now) {
    var rules = new GroupRules(new GroupPlan(all, now), now);
    rules.letGoOfEndedParents();
    rules.letGoOfClearedCauses();
    if (rules.isWorthALook()) {
      Population devices = population.get();
      rules.joinOpenCauses(devices);
      rules.findCauses(devices);
    }
    rules.floods();
    rules.closeEmptyParents();
    return rules.plan;
  }

  private void letGoOfEndedParents() {
    for (KnownTicket child : plan.tickets()) {
      KnownTicket parent = plan.parentOf(child);
      if (child.isOpen() && parent != null && !parent.isOpen()) {
        plan.release(child, parent, "its parent has ended");
      } else if (parent != null && isSilence(parent) && isSilence(child)) {
        letGoOfReturnedGateway(child, parent);
      }
    }
  }

  private void letGoOfReturnedGateway(KnownTicket child, KnownTicket gateway) {
    if (child.isOpen() && child.activeAlarms() > 0 && gateway.activeAlarms() == 0) {
      plan.release(child, gateway, "its gateway is back and it is not");
    }
  }

  private static boolean isSilence(KnownTicket ticket) {
    return ticket.device() != null && ticket.symptom().equals("silence");
  }

  /** Whether there can be anything to find a cause for; to know who shares what is not cheap. */
  private boolean isWorthALook() {
    Map<String, Long> free =
        plan.free().collect(Collectors.groupingBy(KnownTicket::symptom, Collectors.counting()));
    return free.values().stream().anyMatch(count -> count >= CommonCause.FEWEST)
        || free.containsKey("silence")
        || plan.openParents().stream().anyMatch(parent -> free.containsKey(parent.symptom()));
  }

  private void letGoOfClearedCauses() {
    for (KnownTicket parent : plan.openParents()) {
      List<KnownTicket> children = plan.childrenOf(parent);
      List<KnownTicket> active = children.stream().filter(each -> each.activeAlarms() > 0).toList();
      Instant calmSince = now.minus(CLEARED_FOR);
      boolean isCalm =
          children.stream()
              .noneMatch(
                  each ->
                      each.openedAt().isAfter(calmSince)
                          || (each.activeAlarms() == 0 && each.updatedAt().isAfter(calmSince)));
      boolean hasCleared = active.size() <= Math.max(1, STILL * children.size());
      if (!Objects.requireNonNull(parent.cause()).isFlood() && hasCleared && isCalm) {
        active.forEach(each -> plan.release(each, parent, "the cause has cleared and it has not"));
      }
    }
  }

  /** Later faults that fit go where the earlier ones are. */
  private void joinOpenCauses(Population population) {
    for (KnownTicket each : plan.free().toList()) {
      List<Cause> causes = population.causesOf(each.device(), each.firstSeenAt());
      plan.openParents().stream()
          .filter(parent -> parent.symptom().equals(each.symptom()))
          .filter(parent -> causes.contains(parent.cause()))
          .filter(parent -> !each.firstSeenAt().isBefore(parent.firstSeenAt()))
          .filter(plan::hasActive)
          .min(Comparator.comparing(parent -> Objects.requireNonNull(parent.cause()).type()))
          .or(() -> silentGateway(each, population))
          .ifPresent(parent -> plan.join(each, parent));
    }
  }

  /** The open ticket for the silence of the gateway of a device that is silent. */
  private Optional<KnownTicket> silentGateway(KnownTicket silent, Population population) {
    Member member = silent.device() == null ? null : population.find(silent.device());
    String gateway = member == null ? null : member.gateway();
    if (gateway == null || !silent.symptom().equals("silence")) {
      return Optional.empty();
    }
    return plan.tickets().stream()
        .filter(each -> each.isOpen() && each.activeAlarms() > 0 && !each.isChild())
        .filter(each -> gateway.equals(each.device()) && isSilence(each))
        .findFirst();
  }

  private void findCauses(Population population) {
    List<CommonCause.Case> cases =
        plan.tickets().stream()
            .filter(each -> each.device() != null && each.isOpen())
            .map(
                each ->
                    new CommonCause.Case(
                        each.number(),
                        Objects.requireNonNull(each.device()),
                        each.symptom(),
                        each.firstSeenAt(),
                        plan.isFree(each)))
            .toList();
    for (CommonCause.Group group : new CommonCause(population).find(cases)) {
      List<KnownTicket> children =
          group.cases().stream().map(each -> plan.get(each.ticket())).toList();
      plan.group(group.cause(), group.symptom(), group.because(), children);
    }
    plan.extendOpened(parent -> withLater(parent, population));
  }

  /** With those that fit and began after the window in which most did. */
  private GroupPlan.NewParent withLater(GroupPlan.NewParent parent, Population population) {
    Instant first =
        parent.children().stream()
            .map(KnownTicket::firstSeenAt)
            .min(Instant::compareTo)
            .orElse(now);
    List<KnownTicket> later =
        plan.free()
            .filter(each -> each.symptom().equals(parent.symptom()))
            .filter(each -> !each.firstSeenAt().isBefore(first))
            .filter(
                each ->
                    population.causesOf(each.device(), each.firstSeenAt()).contains(parent.cause()))
            .toList();
    later.forEach(each -> plan.place(each, true));
    var children = new ArrayList<KnownTicket>(parent.children());
    children.addAll(later);
    return new GroupPlan.NewParent(parent.cause(), parent.symptom(), parent.because(), children);
  }

  private void floods() {
    var opening = new HashMap<Cause, List<KnownTicket>>();
    for (KnownTicket each : plan.tickets()) {
      boolean isNew = each.openedAt().isAfter(now.minus(Flood.WINDOW));
      if (isNew
          && each.device() != null
          && each.releasedFrom() == null
          && !plan.isExplained(each)) {
        opening.computeIfAbsent(floodOf(each), any -> new ArrayList<>()).add(each);
      }
    }
    var everywhere = Cause.flood(Cause.EVERYWHERE);
    List<KnownTicket> rest = opening.computeIfAbsent(everywhere, any -> new ArrayList<>());
    opening.forEach(
        (cause, those) -> {
          if (!cause.equals(everywhere) && !isFlood(cause, those.size())) {
            rest.addAll(those);
          } else if (!cause.equals(everywhere)) {
            flood(cause, those);
          }
        });
    if (isFlood(everywhere, rest.size())) {
      flood(everywhere, rest);
    }
    plan.openParents().stream()
        .filter(parent -> Objects.requireNonNull(parent.cause()).isFlood())
        .filter(
            parent ->
                !isFlood(
                    Objects.requireNonNull(parent.cause()),
                    opening.getOrDefault(parent.cause(), List.of()).size()))
        .forEach(this::endFlood);
  }

  private boolean isFlood(Cause cause, int opened) {
    return Flood.isFlood(opened, isFlood(cause));
  }

  /** Whether this flood has begun and not ended. */
  private boolean isFlood(Cause cause) {
    return plan.openParents().stream().anyMatch(parent -> cause.equals(parent.cause()));
  }

  /** A flood that is on takes what comes; else it is first tried whether it is a customer's. */
  private Cause floodOf(KnownTicket ticket) {
    Cause now = plan.causeOf(ticket);
    if (now != null && now.isFlood() && isFlood(now)) {
      return now;
    }
    var everywhere = Cause.flood(Cause.EVERYWHERE);
    var theirs = ticket.customer() == null ? everywhere : Cause.flood(ticket.customer());
    return isFlood(everywhere) && !isFlood(theirs) ? everywhere : theirs;
  }

  private void flood(Cause cause, List<KnownTicket> those) {
    List<KnownTicket> children =
        those.stream()
            .filter(each -> each.isOpen() && !(each.isChild() && cause.equals(plan.causeOf(each))))
            .toList();
    if (!children.isEmpty()) {
      plan.group(cause, Flood.SYMPTOM, Flood.because(cause, those.size()), children);
    }
  }

  private void endFlood(KnownTicket parent) {
    plan.childrenOf(parent).stream()
        .filter(KnownTicket::isOpen)
        .forEach(each -> plan.release(each, parent, GroupPlan.FLOOD_OVER));
    plan.close(parent, "flood_ended");
  }

  /**
   * Parents nobody works on whose children have all ended, found another parent, or been let go.
   */
  private void closeEmptyParents() {
    for (KnownTicket parent : plan.openParents()) {
      boolean hasOpen =
          plan.childrenOf(parent).stream()
              .anyMatch(each -> each.isOpen() && !plan.isReleased(each));
      if (!hasOpen && !plan.takesIn(parent) && parent.activeAlarms() == 0) {
        plan.close(parent, "self_cleared");
      }
    }
  }
}

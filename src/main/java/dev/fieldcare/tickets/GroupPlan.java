package dev.fieldcare.tickets;

import dev.fieldcare.stability.Because;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which tickets to put under a parent, which to let go, which parents are done: what {@link
 * GroupRules} have decided so far, and how things stand with that.
 */
final class GroupPlan {
  static final String FLOOD_OVER = "the flood is over";

  /** How long a ticket that is by itself may still be found to have a cause. */
  static final Duration RECENT = Duration.ofMinutes(30);

  /** A parent to be opened. */
  record NewParent(Cause cause, String symptom, Because because, List<KnownTicket> children) {}

  /** A ticket to be let go, and why. */
  record Release(KnownTicket child, String parent, String reason) {}

  private final Map<String, KnownTicket> tickets = new LinkedHashMap<>();
  private final List<KnownTicket> parents;
  private final Map<String, List<KnownTicket>> children = new HashMap<>();
  private final Map<String, String> joined = new LinkedHashMap<>();
  private final List<NewParent> opened = new ArrayList<>();

  /** Numbers of tickets that get a parent now, and of those whose cause is better than a flood. */
  private final Set<String> placed = new HashSet<>();

  private final Set<String> explained = new HashSet<>();
  private final Map<String, Release> released = new LinkedHashMap<>();
  private final Map<String, String> closed = new LinkedHashMap<>();
  private final Instant now;

  GroupPlan(List<KnownTicket> all, Instant now) {
    for (KnownTicket each : all) {
      tickets.put(each.number(), each);
      String parent = each.isChild() ? each.parent() : null;
      if (parent != null) {
        children.computeIfAbsent(parent, any -> new ArrayList<>()).add(each);
      }
    }
    this.parents = all.stream().filter(each -> each.cause() != null && each.isOpen()).toList();
    this.now = now;
  }

  void group(Cause cause, String symptom, Because because, List<KnownTicket> children) {
    Optional<KnownTicket> parent =
        openParents().stream()
            .filter(each -> cause.equals(each.cause()) && symptom.equals(each.symptom()))
            .findFirst();
    if (parent.isPresent()) {
      children.forEach(each -> join(each, parent.get()));
    } else {
      opened.add(new NewParent(cause, symptom, because, children));
      children.forEach(each -> place(each, !cause.isFlood()));
    }
  }

  void join(KnownTicket child, KnownTicket parent) {
    joined.put(child.number(), parent.number());
    place(child, parent.cause() == null || !parent.cause().isFlood());
  }

  void place(KnownTicket child, boolean isExplained) {
    placed.add(child.number());
    if (isExplained) {
      explained.add(child.number());
    }
  }

  void close(KnownTicket parent, String resolution) {
    if (parent.state() == State.NEW || parent.state() == State.TRIAGED) {
      closed.putIfAbsent(parent.number(), resolution);
    }
  }

  void release(KnownTicket child, KnownTicket parent, String reason) {
    released.put(child.number(), new Release(child, parent.number(), reason));
  }

  /** Tickets that may be put under a cause. */
  Stream<KnownTicket> free() {
    return tickets.values().stream().filter(this::isFree);
  }

  boolean isFree(KnownTicket each) {
    return each.device() != null
        && each.isOpen()
        && each.releasedFrom() == null
        && each.openedAt().isAfter(now.minus(RECENT))
        && !placed.contains(each.number())
        && !isExplained(each);
  }

  /** Whether the ticket has, or now gets, a better cause than a flood; or has just been let go. */
  boolean isExplained(KnownTicket each) {
    Cause cause = causeOf(each);
    return explained.contains(each.number())
        || released.containsKey(each.number())
        || (each.isChild() && (cause == null || !cause.isFlood()));
  }

  @Nullable Cause causeOf(KnownTicket child) {
    KnownTicket parent = parentOf(child);
    return parent == null ? null : parent.cause();
  }

  @Nullable KnownTicket parentOf(KnownTicket child) {
    return child.isChild() ? tickets.get(child.parent()) : null;
  }

  List<KnownTicket> openParents() {
    return parents.stream().filter(each -> !closed.containsKey(each.number())).toList();
  }

  List<KnownTicket> childrenOf(KnownTicket parent) {
    return children.getOrDefault(parent.number(), List.of()).stream()
        .filter(each -> !placed.contains(each.number()))
        .toList();
  }

  boolean hasActive(KnownTicket parent) {
    return children.getOrDefault(parent.number(), List.of()).stream()
        .anyMatch(each -> each.activeAlarms() > 0 && !placed.contains(each.number()));
  }

  /** Parents to be opened, each with its children. */
  List<NewParent> opened() {
    return opened;
  }

  /** Which open parent takes in which children. */
  Map<String, List<KnownTicket>> joined() {
    return joined.entrySet().stream()
        .collect(
            Collectors.groupingBy(
                Map.Entry::getValue,
                LinkedHashMap::new,
                Collectors.mapping(
                    each -> Objects.requireNonNull(tickets.get(each.getKey())),
                    Collectors.toList())));
  }

  List<Release> released() {
    return List.copyOf(released.values());
  }

  /** Parents that are done, with the resolution. */
  Map<String, String> closed() {
    return closed;
  }

  boolean isEmpty() {
    return opened.isEmpty() && joined.isEmpty() && released.isEmpty() && closed.isEmpty();
  }

  Collection<KnownTicket> tickets() {
    return tickets.values();
  }

  KnownTicket get(String number) {
    return Objects.requireNonNull(tickets.get(number));
  }

  boolean isReleased(KnownTicket each) {
    return released.containsKey(each.number());
  }

  /** Whether the parent gets children now. */
  boolean takesIn(KnownTicket parent) {
    return joined.containsValue(parent.number());
  }

  void extendOpened(UnaryOperator<NewParent> how) {
    opened.replaceAll(how);
  }
}

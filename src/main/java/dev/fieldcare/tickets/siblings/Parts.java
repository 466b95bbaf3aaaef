package dev.fieldcare.tickets.siblings;

import dev.fieldcare.base.Database;
import dev.fieldcare.registry.genealogy.Contents;
import dev.fieldcare.registry.genealogy.Inside;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which lots of components and which stations are in each device, in memory: read once, then
 * wherever something was built in. Look-ups are immediate and thread-safe.
 */
final class Parts {
  private static final int DEVICES_AT_ONCE = 500;

  /** Something in a device that was not always or is no longer in it. */
  private record Stay(Trait trait, Inside part) {}

  private final Database database;
  private final Map<String, Set<Trait>> present = new ConcurrentHashMap<>();
  private final Map<String, List<Stay>> altered = new ConcurrentHashMap<>();
  private final Map<Trait, Trait> same = new ConcurrentHashMap<>();
  private volatile boolean isRead;
  private volatile long newest;

  Parts(Database database) {
    this.database = database;
  }

  /** Whether everything was read once. */
  boolean isRead() {
    return isRead;
  }

  /** Of how many devices it is known what is in them. */
  int devices() {
    return present.size();
  }

  /** What is in the device of this serial now. */
  Set<Trait> of(String serial) {
    return present.getOrDefault(serial, Set.of());
  }

  /** What was in it at that moment; a part that was never changed counts as built in. */
  Set<Trait> of(String serial, Instant at) {
    List<Stay> stays = altered.get(serial);
    if (stays == null) {
      return of(serial);
    }
    var found = new HashSet<Trait>();
    for (Stay each : stays) {
      boolean isBuiltIn = !each.part.byRepair() && each.part.to() == null;
      if (isBuiltIn || each.part.wasIn(at)) {
        found.add(each.trait);
      }
    }
    return found;
  }

  /**
   * Takes in what was recorded since; the first time that is everything.
   *
   * @param since what left its device before is of no interest
   */
  Future<Void> refresh(Instant since, Instant now) {
    return Contents.newest(database.pool())
        .compose(
            upTo ->
                (isRead
                        ? readChanged(upTo, since, now)
                        : Contents.each(database.pool(), since, parts -> keep(parts, now)))
                    .map(
                        done -> {
                          newest = upTo;
                          isRead = true;
                          return null;
                        }));
  }

  private Future<Void> readChanged(long upTo, Instant since, Instant now) {
    if (upTo <= newest) {
      return Future.succeededFuture();
    }
    return Contents.changed(database.pool(), newest, upTo)
        .compose(
            serials -> {
              Future<Void> read = Future.succeededFuture();
              for (int from = 0; from < serials.size(); from += DEVICES_AT_ONCE) {
                var some = serials.subList(from, Math.min(from + DEVICES_AT_ONCE, serials.size()));
                read =
                    read.compose(
                        done ->
                            Contents.of(database.pool(), some, since)
                                .map(
                                    parts -> {
                                      forget(some, parts);
                                      keep(parts, now);
                                      return null;
                                    }));
              }
              return read;
            });
  }

  /** What turns out to hold nothing, or nothing that ever changed. */
  private void forget(List<String> serials, List<Inside> parts) {
    var holding = new HashSet<String>();
    var altering = new HashSet<String>();
    for (Inside each : parts) {
      holding.add(each.device());
      if (isAltered(each)) {
        altering.add(each.device());
      }
    }
    for (String serial : serials) {
      if (!holding.contains(serial)) {
        present.remove(serial);
      }
      if (!altering.contains(serial)) {
        altered.remove(serial);
      }
    }
  }

  private static boolean isAltered(Inside part) {
    return part.byRepair() || part.to() != null;
  }

  private void keep(List<Inside> parts, Instant now) {
    Map<String, List<Inside>> byDevice = new HashMap<>();
    parts.forEach(
        each -> byDevice.computeIfAbsent(each.device(), any -> new ArrayList<>()).add(each));
    byDevice.forEach((serial, all) -> keep(serial, all, now));
  }

  private void keep(String serial, List<Inside> parts, Instant now) {
    var here = new HashSet<Trait>();
    var stays = new ArrayList<Stay>();
    boolean isAltered = false;
    for (Inside each : parts) {
      isAltered |= isAltered(each);
      for (Trait trait : traits(each)) {
        stays.add(new Stay(trait, each));
        if (each.wasIn(now)) {
          here.add(trait);
        }
      }
    }
    present.put(serial, Set.copyOf(here));
    if (isAltered) {
      altered.put(serial, List.copyOf(stays));
    }
  }

  private List<Trait> traits(Inside part) {
    var found = new ArrayList<Trait>(2);
    String lot = part.lot();
    if (lot != null) {
      found.add(one(new Trait(Trait.Type.COMPONENT_LOT, lot)));
    }
    String station = part.station();
    if (station != null) {
      found.add(one(new Trait(Trait.Type.STATION, station)));
    }
    return found;
  }

  private Trait one(Trait trait) {
    Trait known = same.putIfAbsent(trait, trait);
    return known == null ? trait : known;
  }
}

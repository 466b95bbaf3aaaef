package dev.fieldcare.simulator.update.disk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A disk in memory whose power can be cut at any byte. What was not synced is lost, kept, or kept
 * in part: every write by itself, in blocks; names that were not synced come back as they were or
 * not, from some moment on.
 */
public final class FragileDisk implements Disk {
  private static final int BLOCK = 512;
  private static final int COST_OF_A_CALL = 1;

  /** The power went. */
  public static final class PowerCut extends RuntimeException {
    PowerCut() {
      super("the power went", null, false, false);
    }
  }

  private static final class Content {
    private byte[] durable = new byte[0];
    private byte[] seen = new byte[0];
    private final List<int[]> unsynced = new ArrayList<>();
  }

  /** A change of names that is not durable yet. */
  private interface Change {
    void apply(Map<String, Content> names);
  }

  private final RandomGenerator random;
  private final Map<String, Content> durableNames = new HashMap<>();
  private Map<String, Content> names = new HashMap<>();
  private final List<Change> changes = new ArrayList<>();
  private long budget = Long.MAX_VALUE;
  private long spent;

  public FragileDisk(RandomGenerator random) {
    this.random = random;
  }

  /** The power will go after so many more bytes and calls. */
  public void cutAfter(long budget) {
    this.budget = budget;
    spent = 0;
  }

  /** How many bytes and calls there were since. */
  public long spent() {
    return spent;
  }

  /** After the power went: what is left. */
  public void powerOn() {
    int kept = changes.isEmpty() ? 0 : random.nextInt(changes.size() + 1);
    changes.subList(0, kept).forEach(each -> each.apply(durableNames));
    changes.clear();
    names = new HashMap<>(durableNames);
    durableNames.values().stream().distinct().forEach(this::settle);
    budget = Long.MAX_VALUE;
  }

  /** Each block of each unsynced write is there or not; a file is as long as what is there. */
  private void settle(Content content) {
    byte[] result = content.durable;
    for (int[] each : content.unsynced) {
      for (int at = each[0]; at < each[1]; at += BLOCK) {
        int to = Math.min(each[1], at + BLOCK);
        if (random.nextBoolean()) {
          result = Arrays.copyOf(result, Math.max(result.length, to));
          System.arraycopy(content.seen, at, result, at, to - at);
        }
      }
    }
    content.durable = result;
    content.seen = result.clone();
    content.unsynced.clear();
  }

  private void spend(long cost) {
    spent += cost;
    if (spent > budget) {
      throw new PowerCut();
    }
  }

  @Override
  public long length(String name) {
    Content content = names.get(name);
    return content == null ? -1 : content.seen.length;
  }

  @Override
  public int read(String name, long at, byte[] into, int count) {
    Content content = names.get(name);
    if (content == null || at >= content.seen.length) {
      return -1;
    }
    int read = (int) Math.min(count, content.seen.length - at);
    System.arraycopy(content.seen, (int) at, into, 0, read);
    return read;
  }

  @Override
  public void write(String name, long at, byte[] from, int count) {
    spend(COST_OF_A_CALL);
    Content content = names.get(name);
    if (content == null) {
      var fresh = new Content();
      content = fresh;
      change(all -> all.put(name, fresh));
    }
    int start = (int) at;
    int left = (int) Math.min(count, Math.max(0, budget - spent));
    content.seen = Arrays.copyOf(content.seen, Math.max(content.seen.length, start + left));
    System.arraycopy(from, 0, content.seen, start, left);
    content.unsynced.add(new int[] {start, start + left});
    spend(count);
  }

  @Override
  public void sync(String name) {
    spend(COST_OF_A_CALL);
    Content content = names.get(name);
    if (content != null) {
      content.durable = content.seen.clone();
      content.unsynced.clear();
    }
  }

  @Override
  public void rename(String from, String to) {
    spend(COST_OF_A_CALL);
    change(
        all -> {
          Content content = all.remove(from);
          if (content != null) {
            all.put(to, content);
          }
        });
  }

  @Override
  public void delete(String name) {
    spend(COST_OF_A_CALL);
    change(all -> all.remove(name));
  }

  @Override
  public void syncNames() {
    spend(COST_OF_A_CALL);
    changes.forEach(each -> each.apply(durableNames));
    changes.clear();
  }

  private void change(Change change) {
    change.apply(names);
    changes.add(change);
  }
}

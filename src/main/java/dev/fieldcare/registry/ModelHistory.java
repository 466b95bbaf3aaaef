package dev.fieldcare.registry;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The versions of one model, oldest first: each holds from its own time to the next one's, the
 * first also for all time before.
 */
public record ModelHistory(List<Version> versions) {

  /**
   * A version of a model.
   *
   * @param since server time at which it was saved or imported
   */
  public record Version(Instant since, Model model) {}

  public ModelHistory {
    if (versions.isEmpty()) {
      throw new IllegalArgumentException("expected at least one version of a model, found none");
    }
    versions = List.copyOf(versions);
  }

  /** Of a model that has always been so. */
  public static ModelHistory always(Model model) {
    return new ModelHistory(List.of(new Version(Instant.EPOCH, model)));
  }

  ModelHistory with(Version next) {
    var all = new ArrayList<Version>(versions);
    all.add(next);
    return new ModelHistory(all);
  }

  public Model newest() {
    return versions.getLast().model;
  }

  /** The place among the versions of the one that held at that time, epoch milliseconds. */
  public int indexAt(long at) {
    int index = versions.size() - 1;
    while (index > 0 && versions.get(index).since.toEpochMilli() > at) {
      index--;
    }
    return index;
  }
}

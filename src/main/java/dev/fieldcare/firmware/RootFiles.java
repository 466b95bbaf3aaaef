package dev.fieldcare.firmware;

import dev.fieldcare.base.Problem;
import dev.fieldcare.firmware.tuf.AtomicFiles;
import dev.fieldcare.firmware.tuf.Root;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The chain of roots of one repository, {@code {n}.root.json} from 1 on, each checked. */
final class RootFiles {
  private static final Pattern NAME = Pattern.compile("([1-9][0-9]{0,8})\\.root\\.json");

  private final Path directory;
  private volatile @Nullable Root newest;

  RootFiles(Path directory) {
    this.directory = directory;
  }

  /**
   * Reads the chain that lies there, then adds what the other directory has beyond it. Blocks.
   *
   * @throws Problem {@code tuf.root} at the first that is not rightly signed; {@code
   *     firmware.roots} where both have a root of one version and they differ, or neither has any
   */
  void load(Path from) {
    load(from, true);
  }

  /**
   * Reads the chain that lies there and writes nothing. It must begin as the other directory's
   * does. Blocks.
   *
   * @throws Problem as {@link #load(Path)}
   */
  void read(Path trusted) {
    if (!Files.exists(trusted.resolve("1.root.json"))) {
      throw Problem.notFound(
          "firmware.roots",
          trusted + ": expected the 1.root.json that devices ship with, found none");
    }
    load(trusted, false);
  }

  private void load(Path from, boolean takesUp) {
    Root current = null;
    for (int version = 1; ; version++) {
      String name = version + ".root.json";
      byte[] here = AtomicFiles.find(directory.resolve(name)).orElse(null);
      byte[] there = AtomicFiles.find(from.resolve(name)).orElse(null);
      if (here == null && (there == null || !takesUp)) {
        break;
      }
      if (here != null && there != null && !Arrays.equals(here, there)) {
        throw Problem.conflict(
            "firmware.roots",
            directory.resolve(name)
                + " is not "
                + from.resolve(name)
                + ": this repository was made with other keys; use those, or another firmware.dir");
      }
      byte[] bytes = here != null ? here : java.util.Objects.requireNonNull(there);
      Root next = Root.parse(bytes, directory.resolve(name).toString());
      current = current == null ? first(next, name) : current.checkNext(next, name);
      if (here == null) {
        AtomicFiles.write(directory.resolve(name), bytes);
      }
    }
    if (current == null) {
      throw Problem.conflict(
          "firmware.roots",
          (takesUp ? from : directory)
              + ": expected 1.root.json; make one by: fieldcare firmware keys init");
    }
    newest = current;
  }

  private static Root first(Root root, String name) {
    if (root.version() != 1) {
      throw Problem.badInput("tuf.root", name + ": expected version 1, found " + root.version());
    }
    return root.checkFirst(name);
  }

  Root newest() {
    Root root = newest;
    if (root == null) {
      throw new IllegalStateException("not loaded");
    }
    return root;
  }

  Optional<Path> find(String name) {
    return NAME.matcher(name).matches() && Files.exists(directory.resolve(name))
        ? Optional.of(directory.resolve(name))
        : Optional.empty();
  }

  List<Path> all() {
    var all = new ArrayList<Path>();
    for (long version = 1; version <= newest().version(); version++) {
      all.add(directory.resolve(version + ".root.json"));
    }
    return all;
  }
}

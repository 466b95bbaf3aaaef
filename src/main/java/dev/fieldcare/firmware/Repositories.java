package dev.fieldcare.firmware;

import dev.fieldcare.firmware.tuf.Root;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** The image repository and the director's, kept fresh together. */
public final class Repositories {
  private final ServerKeys keys;
  private final RootFiles directorRoots;
  private final ImageRepository image;
  private final Director director;

  /**
   * @param directory {@code firmware.dir}
   */
  public Repositories(Path directory, ServerKeys keys, Expiries expiries, Clock clock) {
    this(directory, directory.resolve("director"), keys, expiries, clock);
  }

  private Repositories(
      Path directory, Path directorRoots, ServerKeys keys, Expiries expiries, Clock clock) {
    this.keys = keys;
    this.directorRoots = new RootFiles(directorRoots);
    this.image = new ImageRepository(directory, keys, expiries, clock);
    this.director = new Director(this.directorRoots, keys.keyring(), expiries.director(), clock);
  }

  /**
   * What lies in a folder, read once; nothing in it is changed, so it may be a copy, or a running
   * server's. Both chains of roots must begin with those beside the keys; the director's may lie
   * there alone. Blocks.
   *
   * @throws dev.fieldcare.base.Problem {@code firmware.metadata}, {@code firmware.roots}, {@code
   *     tuf.root}
   */
  public static Repositories read(Path directory, ServerKeys keys, Clock clock) {
    Path beside = directory.resolve("director");
    boolean isBeside = Files.exists(beside.resolve("1.root.json"));
    Path directorRoots = isBeside ? beside : keys.folder("director");
    var read = new Repositories(directory, directorRoots, keys, Expiries.DEFAULT, clock);
    read.directorRoots.read(keys.folder("director"));
    read.image.open();
    return read;
  }

  /** Takes up what was signed elsewhere and renews what is about to expire. Blocks. */
  public void refresh() {
    keys.refresh();
    directorRoots.load(keys.folder("director"));
    image.refresh();
  }

  /** Who signs for what, and how long that holds; the director signs anew for each device. */
  public List<HeldRole> roles() {
    var roles = new ArrayList<>(image.roles());
    Root root = directorRoots.newest();
    for (String role : Root.ROLES) {
      roles.add(
          HeldRole.of(
              "director", role, root.role(role), role.equals(Root.ROOT) ? root.metadata() : null));
    }
    return roles;
  }

  public ImageRepository image() {
    return image;
  }

  public Director director() {
    return director;
  }
}

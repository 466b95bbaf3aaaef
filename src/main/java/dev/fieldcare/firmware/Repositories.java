package dev.fieldcare.firmware;

import java.nio.file.Path;
import java.time.Clock;

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
    this.keys = keys;
    this.directorRoots = new RootFiles(directory.resolve("director"));
    this.image = new ImageRepository(directory, keys, expiries, clock);
    this.director = new Director(directorRoots, keys.keyring(), expiries.director(), clock);
  }

  /** Takes up what was signed elsewhere and renews what is about to expire. Blocks. */
  public void refresh() {
    keys.refresh();
    directorRoots.load(keys.folder("director"));
    image.refresh();
  }

  public ImageRepository image() {
    return image;
  }

  public Director director() {
    return director;
  }
}

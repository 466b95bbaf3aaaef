package dev.fieldcare.simulator;

import dev.fieldcare.simulator.device.DeviceSpec;
import dev.fieldcare.simulator.link.Counters;
import dev.fieldcare.simulator.link.Identity;
import dev.fieldcare.simulator.scenario.ReleaseLog;
import dev.fieldcare.simulator.update.Offer;
import dev.fieldcare.simulator.update.boot.DeviceStore;
import dev.fieldcare.simulator.update.boot.FactoryImage;
import dev.fieldcare.simulator.update.disk.FolderDisk;
import dev.fieldcare.simulator.update.online.BlockRepository;
import dev.fieldcare.simulator.update.online.HttpRepository;
import dev.fieldcare.simulator.update.online.Offers;
import dev.fieldcare.simulator.update.online.Pace;
import dev.fieldcare.simulator.update.online.UpdateAgent;
import dev.fieldcare.simulator.update.trust.RepositoryTrust;
import dev.fieldcare.simulator.update.trust.Trusted;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A folder with the disks of a fleet, and the roots its devices leave the factory with. Roots that
 * are not in it are taken from the server once, as a factory would be handed them.
 */
final class FirmwareShelf {
  private static final ReleaseLog FACTORY = new ReleaseLog(FactoryImage.RELEASE);
  private static final int LARGEST_ROOT = 512_000;

  private final Path folder;
  private final URI server;
  private final boolean byBlocks;
  private final Map<String, Identity> identities;
  private final Counters counters;
  private final Map<String, ReleaseLog> releases = new ConcurrentHashMap<>();
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(Duration.ofSeconds(10))
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  FirmwareShelf(
      Path folder,
      URI server,
      boolean byBlocks,
      Map<String, Identity> identities,
      Counters counters) {
    this.folder = folder;
    this.server = server;
    this.byBlocks = byBlocks;
    this.identities = identities;
    this.counters = counters;
  }

  /** Makes the device's disk if it has none, and gives it its present token. */
  void provision(DeviceSpec device) throws IOException {
    DeviceStore store = store(device.id());
    if (!store.isProvisioned()) {
      String model = device.kind().model();
      var who = new DeviceStore.Who(device.id(), model, device.revision(), "2.1");
      var trusted =
          new Trusted(
              RepositoryTrust.shipped(
                  root("director", "/repo/director/" + device.id() + "/metadata/", device.id())),
              RepositoryTrust.shipped(root("image", "/repo/image/metadata/", device.id())),
              Instant.EPOCH);
      byte[] image = FactoryImage.of(model, FactoryImage.RELEASE);
      store.provision(who, image, FactoryImage.RELEASE, 0, trusted);
    }
    store.keepToken(identity(device.id()).token());
  }

  private byte[] root(String repository, String path, String device) throws IOException {
    Path file = folder.resolve(repository + "-1.root.json");
    if (!Files.exists(file)) {
      byte[] fetched =
          repository(device)
              .metadata(server.resolve(path))
              .read("1.root.json", LARGEST_ROOT)
              .orElseThrow(
                  () ->
                      new Failure(
                          "--firmware: "
                              + file
                              + " is missing and "
                              + server
                              + path
                              + " has no 1.root.json"));
      Files.createDirectories(folder);
      Files.write(file, fetched);
      System.err.println("took the first root of the " + repository + " repository from " + server);
    }
    return Files.readAllBytes(file);
  }

  DeviceStore store(String device) throws IOException {
    return new DeviceStore(new FolderDisk(folder.resolve(device.replace(':', '_'))));
  }

  /** The repositories at these places, by the way this fleet fetches. */
  Offer offer(UpdateAgent.Source source, String device, BlockRepository blocks) {
    return byBlocks ? Offers.of(blocks, source) : Offers.of(repository(device), source);
  }

  private HttpRepository repository(String device) {
    return new HttpRepository(http, server, identity(device).token(), Pace.ORDINARY);
  }

  private Identity identity(String device) {
    Identity known = identities.get(device);
    if (known == null) {
      throw new IllegalStateException(device + " was not registered");
    }
    return known;
  }

  /** A device runs a release from this moment on, epoch milliseconds of simulated time. */
  void runs(String device, String release, long from) {
    ReleaseLog log = releases.putIfAbsent(device, new ReleaseLog(release));
    if (log != null) {
      log.runs(release, from);
    }
  }

  /** What a device runs, or the one it reports through, and ran before; thread-safe. */
  ReleaseLog releases(DeviceSpec device) {
    String runner = device.via() == null ? device.id() : device.via();
    return releases.getOrDefault(runner, FACTORY);
  }

  void trouble(String text) {
    counters.trouble.set(text);
  }
}

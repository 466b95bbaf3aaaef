package dev.fieldcare.simulator.update.boot;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.fieldcare.simulator.Failure;
import dev.fieldcare.simulator.update.Hash;
import dev.fieldcare.simulator.update.disk.Disk;
import dev.fieldcare.simulator.update.disk.Durable;
import dev.fieldcare.simulator.update.trust.DeviceFacts;
import dev.fieldcare.simulator.update.trust.RepositoryTrust;
import dev.fieldcare.simulator.update.trust.Trusted;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** A device's own disk: who it is, what it trusts, its two slots and what decides between them. */
public final class DeviceStore {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
          .build();

  private static final String WHO = "device.json";
  private static final String TRUSTED = "trusted.json";
  private static final String BOOT = "boot.json";
  private static final String TOKEN = "token";

  private final Disk disk;

  public DeviceStore(Disk disk) {
    this.disk = disk;
  }

  /** What was burnt in at the factory. */
  public record Who(String device, String hardwareId, String revision, String bootloader) {}

  private record Believed(Repository director, Repository image, long timeMillis) {}

  private record Repository(byte[] root, long timestamp, long snapshot, Map<String, Long> targets) {
    static Repository of(RepositoryTrust trust) {
      return new Repository(trust.root(), trust.timestamp(), trust.snapshot(), trust.targets());
    }

    RepositoryTrust trust() {
      return new RepositoryTrust(root, timestamp, snapshot, Map.copyOf(targets));
    }
  }

  public Disk disk() {
    return disk;
  }

  /** Whether the factory finished. */
  public boolean isProvisioned() throws IOException {
    return disk.length(BOOT) >= 0;
  }

  /** Does what the factory does: an image, two roots, and a name. */
  public void provision(Who who, byte[] image, String release, long counter, Trusted trusted)
      throws IOException {
    Durable.replace(disk, WHO, JSON.writeValueAsBytes(who));
    Durable.replace(disk, Slot.A.file(), image);
    believe(trusted);
    var first = new Image(release, counter, Hash.hex(image), image.length);
    save(BootState.factory(first)); // last: from now on it is a device
  }

  public Who who() throws IOException {
    return read(WHO, Who.class);
  }

  public Trusted trusted() throws IOException {
    Believed kept = read(TRUSTED, Believed.class);
    return new Trusted(
        kept.director().trust(), kept.image().trust(), Instant.ofEpochMilli(kept.timeMillis()));
  }

  /** Remembers for good. */
  public void believe(Trusted trusted) throws IOException {
    var kept =
        new Believed(
            Repository.of(trusted.director()),
            Repository.of(trusted.image()),
            trusted.time().toEpochMilli());
    Durable.replace(disk, TRUSTED, JSON.writeValueAsBytes(kept));
  }

  public BootState boot() throws IOException {
    return read(BOOT, BootState.class);
  }

  void save(BootState state) throws IOException {
    Durable.replace(disk, BOOT, JSON.writeValueAsBytes(state));
  }

  /** The token it was given last, if any. */
  public Optional<String> token() throws IOException {
    return Durable.read(disk, TOKEN).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  public void keepToken(String token) throws IOException {
    Durable.replace(disk, TOKEN, token.getBytes(StandardCharsets.UTF_8));
  }

  /** What verification needs to know of it. */
  public DeviceFacts facts() throws IOException {
    Who who = who();
    BootState boot = boot();
    return new DeviceFacts(
        who.device(),
        who.hardwareId(),
        who.revision(),
        who.bootloader(),
        boot.image().release(),
        boot.image().sha256(),
        boot.image().length(),
        boot.counter());
  }

  private <T> T read(String name, Class<T> type) throws IOException {
    Optional<byte[]> bytes = Durable.read(disk, name);
    return JSON.readValue(
        bytes.orElseThrow(
            () -> new Failure("the device's store has no " + name + ": was it provisioned?")),
        type);
  }
}

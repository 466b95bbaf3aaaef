package dev.fieldcare.firmware.tuf;

import dev.fieldcare.base.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The private keys that are at hand here. Thread-safe. */
public final class Keyring {
  private final Map<String, Signer> signers = new ConcurrentHashMap<>();

  public Keyring(Collection<? extends Signer> signers) {
    signers.forEach(this::add);
  }

  public void add(Signer signer) {
    signers.put(signer.key().id(), signer);
  }

  public boolean holds(RoleKeys role) {
    return of(role).size() >= role.threshold();
  }

  /** Those who may sign for the role, as many as it needs at most. */
  public List<Signer> of(RoleKeys role) {
    var found = new ArrayList<Signer>();
    for (String id : role.keys().keySet().stream().sorted().toList()) {
      Signer signer = signers.get(id);
      if (signer != null && found.size() < role.threshold()) {
        found.add(signer);
      }
    }
    return found;
  }

  /**
   * Signs for a role.
   *
   * @param name the role, for the message
   * @throws Problem {@code firmware.keys} when too few of its keys are here
   */
  public Metadata sign(Metadata metadata, RoleKeys role, String name) {
    List<Signer> able = of(role);
    if (able.size() < role.threshold()) {
      throw Problem.conflict(
          "firmware.keys",
          name
              + ": expected "
              + role.threshold()
              + " of its keys in firmware.keys.dir, found "
              + able.size());
    }
    return metadata.signedBy(able);
  }
}

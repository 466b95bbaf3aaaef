package dev.fieldcare.promises.contracts;

import dev.fieldcare.promises.standards.Standards;
import dev.fieldcare.promises.standards.Target;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.parties.Sites;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Where no arrival is promised: as the site says, else by its division code and the list of remote
 * divisions that holds for the device, which a contract may set.
 */
public final class RemoteSites {
  private static final String DIVISIONS = "onsite.remote.divisions";

  private final Sites sites;
  private final Agreements agreements;
  private final Standards standards;

  public RemoteSites(Sites sites, Agreements agreements, Standards standards) {
    this.sites = sites;
    this.agreements = agreements;
    this.standards = standards;
  }

  /** The ids of those of the devices that stand at a remote site. */
  public Future<Set<String>> among(SqlClient sql, Collection<Device> devices, Instant at) {
    return sites
        .whereabouts(sql, devices)
        .compose(
            places ->
                agreements
                    .targets(sql, devices, at)
                    .map(
                        targets -> {
                          var remote = new HashSet<String>();
                          places.forEach(
                              (device, place) -> {
                                Target target = targets.getOrDefault(device, Target.ANYBODY);
                                if (place.isRemote(
                                    standards.resolve(DIVISIONS, target, at).texts())) {
                                  remote.add(device);
                                }
                              });
                          return remote;
                        }));
  }

  public Future<Boolean> isRemote(SqlClient sql, Device device, Instant at) {
    return among(sql, List.of(device), at).map(remote -> remote.contains(device.id()));
  }
}

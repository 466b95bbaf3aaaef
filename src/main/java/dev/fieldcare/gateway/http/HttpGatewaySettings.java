package dev.fieldcare.gateway.http;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * @param publicUrl where devices find us, without a trailing slash; null: where their request went
 * @param pollInterval how long a device shall wait between two polls
 * @param pollJitter by which share of it the wait may differ from answer to answer, 0 to 0.5
 * @param gatewayToken lets its bearer act for any device; null: nobody may
 * @param trustedProxies addresses whose word on a device's certificate is taken
 * @param reportsPerSecond how much a device may send in a second; 0: as much as it likes
 * @param authorities what such a proxy may name as the certificate's issuer; compared without case
 */
public record HttpGatewaySettings(
    @Nullable String publicUrl,
    Duration pollInterval,
    double pollJitter,
    @Nullable String gatewayToken,
    Set<String> trustedProxies,
    List<String> authorities,
    int reportsPerSecond) {
  public static final HttpGatewaySettings DEFAULT =
      new HttpGatewaySettings(null, Duration.ofMinutes(5), 0.1, null, Set.of(), List.of(), 0);
}

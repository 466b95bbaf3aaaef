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
 * @param pollRules devices that wait otherwise
 * @param blocked addresses that are answered 403 whatever they ask
 * @param authorities what such a proxy may name as the certificate's issuer; compared without case
 */
public record HttpGatewaySettings(
    @Nullable String publicUrl,
    Duration pollInterval,
    double pollJitter,
    @Nullable String gatewayToken,
    Set<String> trustedProxies,
    List<String> authorities,
    int reportsPerSecond,
    PollRules pollRules,
    Set<String> blocked) {
  public static final HttpGatewaySettings DEFAULT =
      new HttpGatewaySettings(null, Duration.ofMinutes(5), 0.1, null, Set.of(), List.of(), 0);

  /** Where all devices wait alike and nobody is blocked. */
  public HttpGatewaySettings(
      @Nullable String publicUrl,
      Duration pollInterval,
      double pollJitter,
      @Nullable String gatewayToken,
      Set<String> trustedProxies,
      List<String> authorities,
      int reportsPerSecond) {
    this(
        publicUrl,
        pollInterval,
        pollJitter,
        gatewayToken,
        trustedProxies,
        authorities,
        reportsPerSecond,
        PollRules.NONE,
        Set.of());
  }

  /** How long the device waits, by its rule. */
  Duration pollInterval(int rule) {
    return rule == 0 ? pollInterval : pollRules.rules().get(rule - 1).interval();
  }

  double pollJitter(int rule) {
    double own = rule == 0 ? -1 : pollRules.rules().get(rule - 1).jitter();
    return own < 0 ? pollJitter : own;
  }
}

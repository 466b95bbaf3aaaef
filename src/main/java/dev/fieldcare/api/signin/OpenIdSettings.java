package dev.fieldcare.api.signin;

import dev.fieldcare.registry.Role;
import java.time.Duration;
import java.util.Map;

/**
 * The organisation's provider of identities.
 *
 * @param issuer its address; empty: there is none
 * @param name what people call it
 * @param roleClaim where its tokens say what somebody is, a path with dots
 * @param roles who is what here, the first that fits
 * @param customerClaim where its tokens say whose somebody is; empty: nobody is a customer
 * @param life after how long the provider is asked again who somebody is and what they may do
 */
public record OpenIdSettings(
    String issuer,
    String clientId,
    String clientSecret,
    String name,
    String roleClaim,
    Map<String, Role> roles,
    String customerClaim,
    Duration life) {

  public static final OpenIdSettings NONE =
      new OpenIdSettings("", "", "", "", "", Map.of(), "", Duration.ofHours(8));

  public boolean isOn() {
    return !issuer.isEmpty();
  }
}

package dev.fieldcare.api.signin;

import java.time.Duration;

/**
 * What may be set of signing in.
 *
 * @param idle how long a session may go unused
 * @param life how long it lasts at most
 * @param secureCookie whether the cookie is for encrypted connections only, however it was asked
 *     for
 * @param publicUrl where people reach this server
 * @param openId who else may say who somebody is
 */
public record SignInSettings(
    Duration idle, Duration life, boolean secureCookie, String publicUrl, OpenIdSettings openId) {

  /** How long a session of this kind lasts at most. */
  Duration lifeOf(Session.By by) {
    return by == Session.By.OPENID && openId.life().compareTo(life) < 0 ? openId.life() : life;
  }

  public static SignInSettings defaults() {
    return new SignInSettings(
        Duration.ofHours(12),
        Duration.ofDays(7),
        false,
        "http://127.0.0.1:8080",
        OpenIdSettings.NONE);
  }
}

package dev.fieldcare.gateway;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An external MQTT 5 broker to read from.
 *
 * @param url {@code tcp://host:1883} or {@code ssl://host:8883}
 * @param clientId names our session at the broker: keep it over restarts, one for each process
 * @param group the shared subscription's name: processes of one group divide the messages
 * @param ca PEM file of who signs the broker's certificate, absent to trust what the JVM trusts
 * @param receiveMaximum how many messages may be on their way to the store at once
 * @param sessionExpiry how long the broker keeps messages for us while we are away
 */
public record BrokerSettings(
    String url,
    String clientId,
    @Nullable String username,
    @Nullable String password,
    @Nullable String ca,
    String group,
    int receiveMaximum,
    Duration sessionExpiry) {

  /** What holds when nothing else is said. */
  public static BrokerSettings of(String url, String clientId) {
    return new BrokerSettings(
        url, clientId, null, null, null, "fieldcare", 2_000, Duration.ofDays(7));
  }

  @Override
  public String toString() {
    return url + " as " + clientId;
  }
}

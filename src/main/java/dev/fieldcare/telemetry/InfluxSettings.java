package dev.fieldcare.telemetry;

import org.jspecify.annotations.Nullable;

/**
 * Where an InfluxDB is and who we are there.
 *
 * @param url {@code http://host:8086}
 * @param bucket the bucket; in InfluxDB 1 the database, or {@code database/retentionPolicy}
 * @param org the organisation, empty where there are none (InfluxDB 1 and 3)
 * @param token an API token; or
 * @param username with {@code password}, the way of InfluxDB 1
 */
public record InfluxSettings(
    String url,
    String bucket,
    String org,
    @Nullable String token,
    @Nullable String username,
    @Nullable String password) {

  /** An empty secret is none. The client insists on an organisation; a dash serves. */
  public InfluxSettings {
    org = org.isBlank() ? "-" : org;
    token = token == null || token.isBlank() ? null : token;
    username = username == null || username.isBlank() ? null : username;
  }

  String database() {
    int slash = bucket.indexOf('/');
    return slash < 0 ? bucket : bucket.substring(0, slash);
  }

  @Nullable String retentionPolicy() {
    int slash = bucket.indexOf('/');
    return slash < 0 ? null : bucket.substring(slash + 1);
  }

  /** Without the secrets. */
  @Override
  public String toString() {
    return bucket + " at " + url;
  }
}

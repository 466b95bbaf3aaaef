package dev.fieldcare.api;

import java.time.Duration;

/**
 * What may be set of the API.
 *
 * @param bodyLimit bytes a request body may have
 * @param importLimit bytes a CSV import may have
 * @param pointLimit how many raw points one answer carries when the request names no limit
 * @param streamBacklog how many pieces of news are kept for clients that come back
 * @param streamClients how many live streams may be open at once
 * @param heartbeat how often a silent live stream says that it is alive
 */
public record ApiSettings(
    int bodyLimit,
    int importLimit,
    int pointLimit,
    int streamBacklog,
    int streamClients,
    Duration heartbeat) {

  public static ApiSettings defaults() {
    return new ApiSettings(1 << 20, 32 << 20, 100_000, 1_000, 500, Duration.ofSeconds(15));
  }
}

package dev.fieldcare.stability.proposals;

/**
 * What a limit with some deadband and delays would have done over some history.
 *
 * @param alarms how often it would have become active
 * @param chattering how often the detector would have called it that, and how often it would have
 *     become active for the third time within a minute
 * @param fleeting how often it would have been over within ten seconds
 * @param caught lasting excursions during which it would have been active
 * @param meanDelaySeconds from the beginning of an excursion it caught until it was active
 */
public record Trial(int alarms, int chattering, int fleeting, int caught, double meanDelaySeconds) {

  Trial plus(Trial other) {
    int all = caught + other.caught;
    double delays = meanDelaySeconds * caught + other.meanDelaySeconds * other.caught;
    return new Trial(
        alarms + other.alarms,
        chattering + other.chattering,
        fleeting + other.fleeting,
        all,
        all == 0 ? 0 : delays / all);
  }
}

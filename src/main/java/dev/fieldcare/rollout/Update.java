package dev.fieldcare.rollout;

import org.jspecify.annotations.Nullable;

/**
 * What is known of one device's updates, in memory: enough to answer its poll.
 *
 * @param newest its newest action, over or not
 * @param installed its newest action that it finished
 * @param highestCounter the highest release counter it ever confirmed
 * @param version grows with everything a poll could show
 * @param wantsAttributes whether it is to say what it is
 */
public record Update(
    @Nullable Action newest,
    @Nullable Action installed,
    long highestCounter,
    int version,
    boolean wantsAttributes,
    @Nullable AutoConsent autoConsent) {

  /** Of a device of which nothing is known. */
  public static final Update NONE = new Update(null, null, 0, 0, true, null);

  /** The action that is not over. */
  public @Nullable Action open() {
    return newest == null || newest.state().isOver() ? null : newest;
  }

  Update with(Action action, long counter) {
    boolean isNewest = newest == null || newest.id() <= action.id();
    boolean isFinished = action.isFinished();
    boolean isDelivered = action.state() == ActionState.DELIVERED;
    boolean confirmed = action.state() == ActionState.CONFIRMED;
    boolean wasFinished = newest != null && newest.id() == action.id() && newest.isFinished();
    boolean wasDelivered =
        newest != null && newest.id() == action.id() && newest.state() == ActionState.DELIVERED;
    return new Update(
        isNewest ? action : newest,
        isFinished && (installed == null || installed.id() <= action.id())
            ? action
            : installed != null && installed.id() == action.id() ? null : installed,
        confirmed ? Math.max(highestCounter, counter) : highestCounter,
        version + 1,
        wantsAttributes || isFinished && !wasFinished || isDelivered && !wasDelivered,
        autoConsent);
  }

  Update wanting(boolean attributes) {
    return new Update(newest, installed, highestCounter, version + 1, attributes, autoConsent);
  }

  Update with(@Nullable AutoConsent consent) {
    return new Update(newest, installed, highestCounter, version + 1, wantsAttributes, consent);
  }
}

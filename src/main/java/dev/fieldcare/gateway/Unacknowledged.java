package dev.fieldcare.gateway;

import dev.fieldcare.base.Problem;
import dev.fieldcare.telemetry.Receipt;
import org.jspecify.annotations.Nullable;

/** A message that was taken in and whose sender has not been told yet what became of it. */
final class Unacknowledged implements Receipt {
  private final Acknowledgements queue;
  private final int qos;
  private final int packetId;
  private @Nullable Problem problem;
  private volatile boolean settled;

  Unacknowledged(Acknowledgements queue, int qos, int packetId) {
    this.queue = queue;
    this.qos = qos;
    this.packetId = packetId;
  }

  @Override
  public void stored() {
    settled = true;
    queue.wake();
  }

  @Override
  public void refused(Problem why) {
    problem = why;
    settled = true;
    queue.wake();
  }

  int qos() {
    return qos;
  }

  int packetId() {
    return packetId;
  }

  boolean isSettled() {
    return settled;
  }

  /** Why it was refused; null when it was stored. To be asked once it is settled. */
  @Nullable Problem problem() {
    return problem;
  }
}

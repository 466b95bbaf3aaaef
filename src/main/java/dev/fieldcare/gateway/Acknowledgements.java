package dev.fieldcare.gateway;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What one connection has sent and not been told about, in the order it came, which is the order
 * MQTT wants it acknowledged in (3.1.1 and 5, 4.6). The event loop owns the queue; threads of the
 * store only settle messages and wake the loop, once for as many as are settled by then.
 */
final class Acknowledgements {
  /** Tells the sender of one message. */
  interface Teller {
    void tell(Unacknowledged message) throws PacketFault;
  }

  private final ArrayDeque<Unacknowledged> waiting = new ArrayDeque<>();
  private final AtomicBoolean woken = new AtomicBoolean();
  private final Runnable wakeUp;

  /** {@code wakeUp} has {@link #settle} called soon, on the event loop. */
  Acknowledgements(Runnable wakeUp) {
    this.wakeUp = wakeUp;
  }

  Unacknowledged expect(int qos, int packetId) {
    var message = new Unacknowledged(this, qos, packetId);
    waiting.add(message);
    return message;
  }

  /** On any thread. */
  void wake() {
    if (!woken.get() && woken.compareAndSet(false, true)) {
      wakeUp.run();
    }
  }

  /** Hands over, in order, what is settled up to the first that is not. */
  void settle(Teller acknowledge) throws PacketFault {
    woken.set(false);
    for (Unacknowledged head = waiting.peek();
        head != null && head.isSettled();
        head = waiting.peek()) {
      waiting.remove();
      acknowledge.tell(head);
    }
  }

  int size() {
    return waiting.size();
  }
}

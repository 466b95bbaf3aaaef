package dev.fieldcare.simulator.link;

/** One connection of one device, good for one use. No method blocks. */
public interface Link {

  /** What a connection tells; called on any thread. */
  interface Listener {
    /**
     * It is up.
     *
     * @param window how many messages the server takes unacknowledged
     */
    void up(int window);

    /** A message came in on a topic that was subscribed to. */
    default void heard(String topic, byte[] payload) {}

    /** It could not be made, or is lost; called at most once and not after {@link Link#close}. */
    void down(String why);
  }

  /** What becomes of one message; called on any thread, at most one of the two. */
  interface Delivery {
    void acknowledged();

    /** The server will not have it, now or on another try. */
    void refused(String why);
  }

  void open(Listener listener);

  /** Publishes with QoS 1. If the connection is lost meanwhile, nothing is called. */
  void publish(String topic, byte[] payload, Delivery delivery);

  /** Asks for the messages of these topics, once it is up. */
  default void subscribe(String filter) {}

  /** Ends it; {@code politely} says good-bye, so that the last will is not published. */
  void close(boolean politely);
}

package dev.fieldcare.stability;

/**
 * Who is to blame when a device that reports through a gateway is due and was not heard of: a pure
 * function of who was heard when. All times are server time in epoch milliseconds.
 *
 * <p>The device is, once its gateway was heard of for the device's whole patience after the device
 * was. It is not while the gateway itself is silent. Before either is known its alarm waits, for at
 * most its patience once more.
 */
enum SilenceCause {
  ITSELF,
  ITS_GATEWAY,
  UNDECIDED;

  /**
   * @param from since when the device is waited for
   * @param patience how long it may be waited for before that is silence
   * @param gatewayHeard when anything last came through the gateway
   * @param gatewayIsDark whether the gateway was judged silent, or hidden behind its own gateway
   */
  static SilenceCause of(
      long now, long from, long patience, long gatewayHeard, boolean gatewayIsDark) {
    if (gatewayIsDark) {
      return ITS_GATEWAY;
    }
    boolean wasThere = gatewayHeard - from >= patience;
    boolean waitedEnough = now - from >= 2 * patience;
    return wasThere || waitedEnough ? ITSELF : UNDECIDED;
  }
}

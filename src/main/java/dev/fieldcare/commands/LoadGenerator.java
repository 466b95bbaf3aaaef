package dev.fieldcare.commands;

import dev.fieldcare.base.Problem;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/**
 * Publishes QoS 1 messages over many connections from one thread, either with a window of
 * unacknowledged messages a connection (closed loop) or at an offered rate whatever is acknowledged
 * (open loop).
 */
final class LoadGenerator implements AutoCloseable, LoadConnection.Listener {
  private static final int CHUNK = 64;

  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final List<LoadConnection> connections = new ArrayList<>();
  private final CountDownLatch open;
  private volatile String refusal = "";
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicInteger live = new AtomicInteger();
  private final Histogram micros = new Histogram(60_000_000, 3);
  private volatile boolean running;
  private int window;

  /** Connects one device for each token, by device id. */
  LoadGenerator(int port, Map<String, String> tokens, long firstTs, long intervalMillis)
      throws InterruptedException {
    open = new CountDownLatch(tokens.size());
    for (Map.Entry<String, String> each : tokens.entrySet()) {
      var connection =
          new LoadConnection(each.getKey(), each.getValue(), firstTs, intervalMillis, this);
      connections.add(connection);
      connect(port, connection);
    }
    if (!open.await(30, TimeUnit.SECONDS) || !refusal.isEmpty()) {
      close();
      throw Problem.badInput(
          "bench.connect", "not every device could connect to port " + port + refusal);
    }
  }

  private void connect(int port, LoadConnection connection) {
    new Bootstrap()
        .group(loop)
        .channel(NioSocketChannel.class)
        .option(ChannelOption.TCP_NODELAY, true)
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                channel.pipeline().addLast(connection);
              }
            })
        .connect("127.0.0.1", port);
  }

  /** Keeps {@code window} messages in flight on every connection for so long. */
  void closedLoop(int inFlight, long millis) throws InterruptedException {
    window = inFlight;
    running = true;
    onLoop(() -> connections.forEach(connection -> connection.send(inFlight)));
    Thread.sleep(millis);
    running = false;
    drain();
  }

  /**
   * Offers {@code perSecond} messages a second for so long, spread over the connections. A
   * connection whose socket takes no more is passed over. Answers how many were offered.
   */
  long openLoop(double perSecond, long millis) throws InterruptedException {
    long offered = openLoopWithoutDraining(perSecond, millis);
    drain();
    return offered;
  }

  /** As {@link #openLoop}, leaving what is unacknowledged in flight. */
  long openLoopWithoutDraining(double perSecond, long millis) throws InterruptedException {
    window = 0;
    long start = System.nanoTime();
    long end = start + millis * 1_000_000;
    long offered = 0;
    int next = 0;
    while (System.nanoTime() < end && live.get() > 0) {
      long due = (long) ((System.nanoTime() - start) / 1e9 * perSecond) - offered;
      if (due > 0) {
        offered += due;
        int first = next;
        next = (int) ((next + Math.min(due, connections.size())) % connections.size());
        onLoop(() -> spread(due, first));
      }
      TimeUnit.MICROSECONDS.sleep(1_000);
    }
    return offered;
  }

  private void spread(long due, int first) {
    int many = connections.size();
    long each = due / many;
    long left = due % many;
    for (int i = 0; i < many && (each > 0 || left > 0); i++) {
      LoadConnection connection = connections.get((first + i) % many);
      long count = each + (left > 0 ? 1 : 0);
      left--;
      // More ids in flight than MQTT has would make acknowledgements ambiguous.
      if (connection.isWritable() && connection.inFlight() + count < 30_000) {
        connection.send((int) count);
      }
    }
  }

  private void onLoop(Runnable task) throws InterruptedException {
    var done = new CountDownLatch(1);
    loop.execute(
        () -> {
          try {
            task.run();
          } finally {
            done.countDown();
          }
        });
    done.await();
  }

  /** Waits until nothing is in flight, or nothing has been acknowledged for twenty seconds. */
  void drain() throws InterruptedException {
    long before = -1;
    long since = System.nanoTime();
    while (live.get() > 0 && inFlight() > 0) {
      long now = acknowledged.get();
      if (now != before) {
        before = now;
        since = System.nanoTime();
      } else if (System.nanoTime() - since > 20_000_000_000L) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  private long inFlight() throws InterruptedException {
    var sum = new AtomicLong();
    onLoop(() -> sum.set(connections.stream().mapToLong(LoadConnection::inFlight).sum()));
    return sum.get();
  }

  long acknowledgedCount() {
    return acknowledged.get();
  }

  List<LoadConnection> connections() {
    return connections;
  }

  /** Acknowledgement times in microseconds since the last call. */
  Histogram takeLatencies() throws InterruptedException {
    var copy = new Histogram(micros);
    onLoop(
        () -> {
          micros.copyInto(copy);
          micros.reset();
        });
    return copy;
  }

  @Override
  public void connected(LoadConnection connection) {
    live.incrementAndGet();
    open.countDown();
  }

  @Override
  public void refused(String device, int code) {
    refusal = ": " + device + " was refused with code " + code;
    open.countDown();
  }

  @Override
  public void acknowledged(LoadConnection connection, long nanos) {
    acknowledged.lazySet(acknowledged.get() + 1);
    micros.recordValue(Math.min(nanos / 1_000, 60_000_000));
    // Refilling in chunks lets one write carry many messages, as acknowledgements come many at
    // once.
    int room = window - connection.inFlight();
    if (running && room >= Math.min(CHUNK, window)) {
      connection.send(room);
    }
  }

  @Override
  public void closed(LoadConnection connection) {
    live.decrementAndGet();
  }

  boolean isAnyoneConnected() {
    return live.get() > 0;
  }

  int connectedCount() {
    return live.get();
  }

  @Override
  public void close() {
    loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3_000);
  }
}

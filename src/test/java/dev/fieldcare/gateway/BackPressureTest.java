package dev.fieldcare.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A slow store slows its senders and nothing is lost or piled up for it. */
class BackPressureTest {
  private static final String TOPIC = "fc/v1/d-1/telemetry";

  @Test
  void a_connection_is_not_read_while_its_messages_wait() throws Exception {
    try (var server = new EndpointUnderTest(new FakeIntake().holding());
        var client = RawClient.connected(server.port, 4, "d-1")) {
      var sent = new AtomicInteger();
      Thread sender = flood(client, 50_000, sent);
      Await.until("it is held", () -> server.metrics.heldConnections() == 1);
      assertEquals(2_000, server.intake.waiting());
      server.intake.letGo();
      for (int i = 1; i <= 50_000; i++) {
        assertEquals(String.format("4002%04x", i), client.hear());
      }
      sender.join();
      assertEquals(50_000, server.intake.readings().size());
      Await.until("it is let go", () -> server.metrics.heldConnections() == 0);
    }
  }

  @Test
  void messages_of_qos_0_are_held_back_too() throws Exception {
    try (var server = new EndpointUnderTest(new FakeIntake().holding());
        var client = RawClient.connected(server.port, 4, "d-1")) {
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  for (int i = 0; i < 10_000; i++) {
                    client.send(RawClient.publish(4, 0, 0, TOPIC, "{\"a\":1}"));
                  }
                } catch (IOException closed) {
                  throw new IllegalStateException(closed);
                }
              });
      Await.until("it is held", () -> server.metrics.heldConnections() == 1);
      assertEquals(2_000, server.intake.waiting());
      server.intake.letGo();
      Await.until("all are stored", () -> server.intake.readings().size() == 10_000);
    }
  }

  @Test
  void a_saturated_store_holds_every_sender_and_then_lets_all_go() throws Exception {
    var intake = new FakeIntake().saturatedAt(1_000).storing(400, 5);
    try (var server = new EndpointUnderTest(intake)) {
      List<RawClient> clients = new ArrayList<>();
      List<Thread> threads = new ArrayList<>();
      var most = new AtomicInteger();
      for (int i = 0; i < 20; i++) {
        server.devices.add("s-" + i);
        var client = RawClient.connected(server.port, 5, "s-" + i);
        clients.add(client);
        String topic = "fc/v1/s-" + i + "/telemetry";
        threads.add(
            Thread.ofVirtual()
                .start(
                    () -> {
                      try {
                        for (int n = 1; n <= 1_000; n++) {
                          client.send(RawClient.publish(5, 1, n, topic, "{\"a\":" + n + "}"));
                          most.accumulateAndGet(intake.waiting(), Math::max);
                        }
                        for (int n = 1; n <= 1_000; n++) {
                          assertEquals(String.format("4002%04x", n), client.hear());
                        }
                      } catch (IOException e) {
                        throw new IllegalStateException(e);
                      }
                    }));
      }
      Await.until("all are stored", () -> intake.storedSoFar() == 20_000);
      for (Thread thread : threads) {
        thread.join();
      }
      // Two event loops may each be in the middle of one message when it becomes saturated.
      assertTrue(most.get() <= 1_002, "at most so many waited: " + most.get());
      for (RawClient client : clients) {
        client.close();
      }
    }
  }

  private static Thread flood(RawClient client, int count, AtomicInteger sent) {
    return Thread.ofVirtual()
        .start(
            () -> {
              try {
                for (int i = 0; i < count; i++) {
                  client.send(RawClient.publish(4, 1, i + 1, TOPIC, "{\"a\":" + i + "}"));
                  sent.incrementAndGet();
                }
              } catch (IOException closed) {
                throw new IllegalStateException(closed);
              }
            });
  }
}

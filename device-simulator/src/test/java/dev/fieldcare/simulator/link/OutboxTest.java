package dev.fieldcare.simulator.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutboxTest {
  private final Outbox outbox = new Outbox(1000, 4, 1);

  private static Measurement measured(long seq) {
    return new Measurement(1_000 * seq, seq, List.of("x"), new double[] {seq});
  }

  private void measure(String topic, long... seqs) {
    for (long seq : seqs) {
      outbox.add(topic, measured(seq));
    }
  }

  private static List<Long> seqs(Outbox.Parcel parcel) {
    return parcel.measurements().stream().map(Measurement::seq).toList();
  }

  private List<List<Long>> sendAll() {
    var sent = new ArrayList<List<Long>>();
    for (var next = outbox.next(); next.isPresent(); next = outbox.next()) {
      sent.add(seqs(next.get()));
    }
    return sent;
  }

  @Test
  void who_waits_for_an_answer_hears_of_it_once_and_not_before() {
    var answered = new ArrayList<String>();
    outbox.add("receipt", new byte[] {1}, () -> answered.add("receipt"));
    outbox.connected();
    assertTrue(outbox.next().isPresent());
    outbox.disconnected();
    assertEquals(List.of(), answered);
    outbox.connected();
    Outbox.Parcel parcel = outbox.next().orElseThrow();
    assertTrue(outbox.acknowledged(parcel));
    assertFalse(outbox.acknowledged(parcel));
    assertEquals(List.of("receipt"), answered);
  }

  @Test
  void what_was_stored_goes_first_in_arrays_and_fresh_readings_singly() {
    measure("t", 1, 2, 3, 4, 5, 6);
    outbox.connected();
    measure("t", 7, 8);
    assertEquals(
        List.of(List.of(1L, 2L, 3L, 4L), List.of(5L, 6L), List.of(7L), List.of(8L)), sendAll());
  }

  @Test
  void after_a_lost_connection_the_unacknowledged_is_sent_again_in_its_order() {
    outbox.connected();
    measure("t", 1, 2, 3);
    Outbox.Parcel first = outbox.next().orElseThrow();
    Outbox.Parcel second = outbox.next().orElseThrow();
    assertTrue(outbox.acknowledged(second));
    outbox.disconnected();
    assertFalse(outbox.acknowledged(first), "an acknowledgement of the old connection");
    measure("t", 4);
    outbox.connected();
    assertEquals(List.of(List.of(1L, 3L, 4L)), sendAll());
  }

  @Test
  void the_oldest_goes_first_over_all_topics() {
    outbox.add("a", measured(1));
    outbox.add("b", measured(2));
    outbox.add("a", measured(3));
    outbox.connected();
    assertEquals(List.of(1L, 3L), seqs(outbox.next().orElseThrow()));
    assertEquals("b", outbox.next().orElseThrow().topic());
  }

  @Test
  void an_event_keeps_its_place_and_goes_alone() {
    outbox.connected();
    outbox.add("e", new byte[] {1});
    outbox.add("e", new byte[] {2});
    Outbox.Parcel first = outbox.next().orElseThrow();
    assertEquals(1, first.payload()[0]);
    assertEquals(2, outbox.next().orElseThrow().payload()[0]);
    assertEquals(2, outbox.underWay());
  }

  @Test
  void a_full_memory_drops_the_oldest_and_counts_it() {
    var small = new Outbox(3, 10, 1);
    for (int i = 1; i <= 5; i++) {
      small.add("t", measured(i));
    }
    small.connected();
    assertEquals(List.of(3L, 4L, 5L), seqs(small.next().orElseThrow()));
    assertEquals(2, small.dropped());
  }

  @Test
  void it_is_empty_only_when_everything_is_acknowledged() {
    measure("t", 1, 2);
    outbox.connected();
    Outbox.Parcel parcel = outbox.next().orElseThrow();
    assertEquals(Optional.empty(), outbox.next());
    assertEquals(2, outbox.size());
    outbox.acknowledged(parcel);
    assertEquals(0, outbox.size());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void whatever_happens_to_the_connection_everything_arrives_in_order(long seed) {
    var random = new Random(seed);
    var underWay = new ArrayList<Outbox.Parcel>();
    var arrived = new ArrayList<Long>();
    long seq = 0;
    boolean connected = false;
    for (int step = 0; step < 5_000; step++) {
      switch (random.nextInt(6)) {
        case 0, 1 -> measure("t", ++seq);
        case 2, 3 -> {
          if (connected) {
            outbox.next().ifPresent(underWay::add);
          }
        }
        case 4 -> {
          // the server answers in order
          if (connected && !underWay.isEmpty()) {
            Outbox.Parcel parcel = underWay.removeFirst();
            assertTrue(outbox.acknowledged(parcel));
            arrived.addAll(seqs(parcel));
          }
        }
        default -> {
          if (random.nextInt(10) == 0) {
            connected = !connected;
            underWay.clear();
            if (connected) {
              outbox.connected();
            } else {
              outbox.disconnected();
            }
          }
        }
      }
    }
    for (int i = 0; i < arrived.size(); i++) {
      assertEquals(i + 1, arrived.get(i), "seed " + seed);
    }
    assertEquals(seq, arrived.size() + outbox.size() + outbox.dropped());
  }
}

package dev.fieldcare.simulator.update.online;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.fieldcare.simulator.update.ImageSource;
import dev.fieldcare.simulator.update.trust.Refusal;
import dev.fieldcare.simulator.update.trust.Rule;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Files over HTTP from servers that behave, break off, send elsewhere or trickle. */
class HttpRepositoryTest {
  private static final byte[] IMAGE = new byte[100_000];

  static {
    new Random(1).nextBytes(IMAGE);
  }

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch over = new CountDownLatch(1);
  private final Map<String, String> seen = new ConcurrentHashMap<>();
  private final HttpClient client =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
  private HttpServer home = HttpServer.create();
  private HttpServer elsewhere = HttpServer.create();

  HttpRepositoryTest() throws IOException {}

  @BeforeEach
  void start() throws IOException {
    home = listen();
    elsewhere = listen();
    home.createContext("/repo/image/targets/", this::serve);
    elsewhere.createContext("/", this::serve);
    home.createContext("/repo/image/metadata/", exchange -> answer(exchange, 200, new byte[1_000]));
    home.createContext("/repo/director/", exchange -> answer(exchange, 404, new byte[0]));
  }

  private HttpServer listen() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
    return server;
  }

  @AfterEach
  void stop() {
    over.countDown();
    home.stop(0);
    elsewhere.stop(0);
    threads.shutdownNow();
  }

  private static URI address(HttpServer server, String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private HttpRepository repository(Pace pace) {
    return new HttpRepository(client, address(home, "/"), "secret", pace);
  }

  private ImageSource images() {
    return repository(Pace.ORDINARY).targets(address(home, "/repo/image/"));
  }

  /** Ranges, ETag and If-Range as a server has them. */
  private void serve(HttpExchange exchange) throws IOException {
    remember(exchange);
    String range = exchange.getRequestHeaders().getFirst("Range");
    String condition = exchange.getRequestHeaders().getFirst("If-Range");
    exchange.getResponseHeaders().set("ETag", "\"one\"");
    if (range == null || condition != null && !condition.equals("\"one\"")) {
      answer(exchange, 200, IMAGE);
      return;
    }
    int from = Integer.parseInt(range.replaceAll("\\D", ""));
    if (from >= IMAGE.length) {
      answer(exchange, 416, new byte[0]);
      return;
    }
    exchange
        .getResponseHeaders()
        .set("Content-Range", "bytes " + from + "-" + (IMAGE.length - 1) + "/" + IMAGE.length);
    answer(exchange, 206, Arrays.copyOfRange(IMAGE, from, IMAGE.length));
  }

  private void remember(HttpExchange exchange) {
    String told = exchange.getRequestHeaders().getFirst("Authorization");
    seen.put(exchange.getLocalAddress().getPort() + "", told == null ? "nothing" : told);
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Test
  void a_download_is_resumed_where_it_broke_off() throws IOException {
    try (ImageSource.Content content = images().open("m/1/x", 40_000, "\"one\"")) {
      assertEquals(40_000, content.from());
      assertEquals("\"one\"", content.validator());
      byte[] rest = Arrays.copyOfRange(IMAGE, 40_000, IMAGE.length);
      assertArrayEquals(rest, content.bytes().readAllBytes());
    }
  }

  @Test
  void a_file_that_changed_meanwhile_is_begun_anew() throws IOException {
    try (ImageSource.Content content = images().open("m/1/x", 40_000, "\"other\"")) {
      assertEquals(0, content.from());
      assertArrayEquals(IMAGE, content.bytes().readAllBytes());
    }
  }

  @Test
  void a_range_behind_the_end_is_begun_anew() throws IOException {
    try (ImageSource.Content content = images().open("m/1/x", 200_000, "\"one\"")) {
      assertEquals(0, content.from());
    }
  }

  @Test
  void no_more_of_a_metadata_file_is_read_than_is_asked_for() throws IOException {
    URI folder = address(home, "/repo/image/metadata/");
    byte[] bytes =
        repository(Pace.ORDINARY).metadata(folder).read("timestamp.json", 99).orElseThrow();
    assertEquals(100, bytes.length);
  }

  @Test
  void a_file_that_is_not_there_is_not_there() throws IOException {
    URI folder = address(home, "/repo/director/d-17/metadata/");
    assertTrue(repository(Pace.ORDINARY).metadata(folder).read("timestamp.json", 99).isEmpty());
    ImageSource none = repository(Pace.ORDINARY).targets(address(home, "/repo/director/"));
    Refusal refusal = assertThrows(Refusal.class, () -> none.open("m/1/x", 0, ""));
    assertEquals(Rule.MISSING, refusal.rule());
  }

  @Test
  void THREAT_NET_REDIRECT_another_host_gets_no_credentials() throws IOException {
    home.removeContext("/repo/image/targets/");
    home.createContext(
        "/repo/image/targets/",
        exchange -> {
          remember(exchange);
          URI there = address(elsewhere, "/evil");
          exchange.getResponseHeaders().set("Location", there.toString());
          answer(exchange, 302, new byte[0]);
        });
    try (ImageSource.Content content = images().open("m/1/x", 0, "")) {
      assertArrayEquals(IMAGE, content.bytes().readAllBytes());
    }
    assertEquals("TargetToken secret", seen.get(home.getAddress().getPort() + ""));
    assertEquals("nothing", seen.get(elsewhere.getAddress().getPort() + ""));
  }

  @Test
  void THREAT_NET_REDIRECT_a_repository_elsewhere_gets_no_credentials() throws IOException {
    ImageSource there = repository(Pace.ORDINARY).targets(address(elsewhere, "/repo/image/"));
    there.open("m/1/x", 0, "").close();
    assertEquals("nothing", seen.get(elsewhere.getAddress().getPort() + ""));
  }

  @Test
  void redirects_without_end_are_given_up() {
    home.removeContext("/repo/image/targets/");
    home.createContext(
        "/repo/image/targets/",
        exchange -> {
          exchange.getResponseHeaders().set("Location", exchange.getRequestURI().toString());
          answer(exchange, 302, new byte[0]);
        });
    assertThrows(IOException.class, () -> images().open("m/1/x", 0, ""));
  }

  @Test
  void UPTANE_SLOW_RETRIEVAL_a_transfer_that_trickles_is_given_up() throws IOException {
    home.removeContext("/repo/image/targets/");
    home.createContext(
        "/repo/image/targets/",
        exchange -> {
          exchange.sendResponseHeaders(200, 1_000_000);
          exchange.getResponseBody().write(new byte[10]);
          exchange.getResponseBody().flush();
          awaitEnd();
          exchange.close();
        });
    ImageSource slow =
        repository(new Pace(1_000, Duration.ofMillis(200))).targets(address(home, "/repo/image/"));
    try (ImageSource.Content content = slow.open("m/1/x", 0, "")) {
      assertThrows(IOException.class, () -> content.bytes().readAllBytes());
    }
  }

  private void awaitEnd() {
    try {
      boolean ended = over.await(60, TimeUnit.SECONDS);
      assertTrue(ended);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

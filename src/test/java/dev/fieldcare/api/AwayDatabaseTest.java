package dev.fieldcare.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Await;
import dev.fieldcare.base.Database;
import dev.fieldcare.base.DatabaseSettings;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A database that is stopped, in the middle of requests and before others. */
@Timeout(120)
class AwayDatabaseTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Vertx vertx = Vertx.vertx();
  private final Database database;
  private final int port;

  AwayDatabaseTest(@TempDir Path data) {
    database = ApiServer.await(Database.open(vertx, DatabaseSettings.embedded(0), data));
    Router router = Router.router(vertx);
    router.route("/slow").handler(context -> query(context, "SELECT pg_sleep(60)"));
    router.route("/quick").handler(context -> query(context, "SELECT 1"));
    router.route("/wrong").handler(context -> query(context, "SELECT 1/0"));
    router.route("/transaction").handler(this::slowTransaction);
    router.route().failureHandler(Refusals::answer);
    HttpServer server =
        ApiServer.await(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
    port = server.actualPort();
  }

  private void query(RoutingContext context, String sql) {
    database
        .pool()
        .query(sql)
        .execute()
        .onSuccess(rows -> context.response().end("{}"))
        .onFailure(context::fail);
  }

  private void slowTransaction(RoutingContext context) {
    database
        .transaction(
            sql ->
                sql.query("SELECT 1")
                    .execute()
                    .compose(done -> sql.query("SELECT pg_sleep(60)").execute()))
        .onSuccess(rows -> context.response().end("{}"))
        .onFailure(context::fail);
  }

  @AfterEach
  void close() {
    database.close();
    Await.get(vertx.close());
  }

  @Test
  void requests_are_told_to_come_back_and_what_is_wrong_stays_wrong() throws Exception {
    assertEquals(200, get("/quick").get().statusCode());
    assertEquals(500, get("/wrong").get().statusCode());

    CompletableFuture<HttpResponse<String>> slow = get("/slow");
    CompletableFuture<HttpResponse<String>> transaction = get("/transaction");
    awaitBusy();
    database.embedded().orElseThrow().close();
    assertAway(slow);
    assertAway(transaction);
    assertAway(get("/quick"));
  }

  /** Until both slow statements are with the database. */
  private void awaitBusy() {
    EventReader.await(
        () ->
            ApiServer.await(
                        database
                            .pool()
                            .query(
                                "SELECT count(*)::int AS n FROM pg_stat_activity"
                                    + " WHERE query = 'SELECT pg_sleep(60)' AND state = 'active'")
                            .execute())
                    .iterator()
                    .next()
                    .getInteger("n")
                == 2);
  }

  private static void assertAway(CompletableFuture<HttpResponse<String>> request) throws Exception {
    HttpResponse<String> answer = request.get(60, TimeUnit.SECONDS);
    assertEquals(503, answer.statusCode(), answer.body());
    assertEquals("database.away", new JsonObject(answer.body()).getString("code"));
    assertTrue(answer.headers().firstValue("Retry-After").isPresent());
  }

  private CompletableFuture<HttpResponse<String>> get(String path) {
    return HTTP.sendAsync(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(60))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}

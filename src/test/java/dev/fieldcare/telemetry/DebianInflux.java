package dev.fieldcare.telemetry;

import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Debian's own InfluxDB 1.6 on free loopback ports, behind an nginx that gives it the write address
 * of later versions, which our client uses. Both end with {@link #close}.
 */
final class DebianInflux implements AutoCloseable {
  static final String HOW_TO = "apt-get install influxdb nginx-light";

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Path folder;
  private final int influxPort = freePort();
  private final int nginxPort = freePort();
  private final HttpClient http = HttpClient.newHttpClient();
  private Process influxd;
  private final Process nginx;

  static boolean isInstalled() {
    return find("influxd").isPresent() && find("nginx").isPresent();
  }

  private static Optional<Path> find(String program) {
    return Stream.concat(
            Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin", "/usr/local/bin"))
        .map(directory -> Path.of(directory, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  DebianInflux(Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    Files.writeString(folder.resolve("influxdb.conf"), influxConfiguration());
    Files.writeString(folder.resolve("nginx.conf"), nginxConfiguration());
    this.influxd = startInflux();
    this.nginx =
        start(
            "nginx",
            List.of("-p", folder.toString(), "-e", "stderr", "-c", folder + "/nginx.conf"));
    awaitAnswer();
    post("CREATE%20DATABASE%20fieldcare");
  }

  String url() {
    return "http://127.0.0.1:" + nginxPort;
  }

  void kill() throws InterruptedException {
    influxd.destroyForcibly().waitFor();
  }

  void restart() throws IOException, InterruptedException {
    influxd = startInflux();
    awaitAnswer();
  }

  private Process startInflux() throws IOException {
    return start("influxd", List.of("-config", folder + "/influxdb.conf"));
  }

  private Process start(String program, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(find(program).orElseThrow().toString());
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve(program + ".log").toFile()))
        .start();
  }

  private void post(String statement) throws IOException, InterruptedException {
    send(HttpMethod.POST, "/query?q=" + statement);
  }

  private int send(HttpMethod method, String path) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(url() + path))
            .method(method.name(), HttpRequest.BodyPublishers.noBody())
            .build();
    return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  private void awaitAnswer() throws InterruptedException, IOException {
    Instant limit = Instant.now().plus(PATIENCE);
    while (Instant.now().isBefore(limit)) {
      try {
        if (send(HttpMethod.GET, "/ping") == 204) {
          return;
        }
      } catch (IOException e) {
        // not listening yet
      }
      if (influxd.waitFor(50, TimeUnit.MILLISECONDS)) {
        break;
      }
    }
    throw new IOException(
        "influxd did not come up: " + Files.readString(folder.resolve("influxd.log")));
  }

  private String influxConfiguration() {
    return """
    reporting-disabled = true
    bind-address = "127.0.0.1:%d"
    [meta]
      dir = "%s/meta"
    [data]
      dir = "%s/data"
      wal-dir = "%s/wal"
      query-log-enabled = false
    [coordinator]
      log-queries-after = "0s"
    [monitor]
      store-enabled = false
    [http]
      bind-address = "127.0.0.1:%d"
      log-enabled = false
    [subscriber]
      enabled = false
    [continuous_queries]
      enabled = false
    """
        .formatted(freePort(), folder, folder, folder, influxPort);
  }

  private String nginxConfiguration() {
    return """
    daemon off;
    master_process off;
    pid nginx.pid;
    error_log stderr warn;
    events {}
    http {
      access_log off;
      client_max_body_size 64m;
      client_body_temp_path body;
      proxy_temp_path proxy;
      fastcgi_temp_path fastcgi;
      uwsgi_temp_path uwsgi;
      scgi_temp_path scgi;
      map $arg_precision $old_precision { us u; default $arg_precision; }
      server {
        listen 127.0.0.1:%1$d;
        location = /api/v2/write {
          rewrite ^ /write?db=$arg_bucket&precision=$old_precision? break;
          proxy_pass http://127.0.0.1:%2$d;
        }
        location / { proxy_pass http://127.0.0.1:%2$d; }
      }
    }
    """
        .formatted(nginxPort, influxPort);
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException("no free port", e);
    }
  }

  @Override
  public void close() throws InterruptedException {
    nginx.destroy();
    influxd.destroyForcibly();
    nginx.waitFor();
    influxd.waitFor();
  }
}

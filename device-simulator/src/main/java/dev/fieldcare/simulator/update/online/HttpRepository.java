package dev.fieldcare.simulator.update.online;

import dev.fieldcare.simulator.update.ImageSource;
import dev.fieldcare.simulator.update.trust.MetadataSource;
import dev.fieldcare.simulator.update.trust.Refusal;
import dev.fieldcare.simulator.update.trust.Rule;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Files over HTTP. Shows the device's token to its own server and to nobody else, wherever that
 * server sends it; what others serve is worth what its signatures are.
 */
public final class HttpRepository {
  private static final int MOST_REDIRECTS = 5;

  private final HttpClient http;
  private final URI home;
  private final String token;
  private final Pace pace;

  /**
   * @param home the server that may see the token
   * @param pace below which a transfer is given up
   */
  public HttpRepository(HttpClient http, URI home, String token, Pace pace) {
    if (http.followRedirects() != HttpClient.Redirect.NEVER) {
      throw new IllegalArgumentException("redirects are followed here, with care");
    }
    this.http = http;
    this.home = home;
    this.token = token;
    this.pace = pace;
  }

  /** The files of one metadata folder. */
  public MetadataSource metadata(URI folder) {
    return (name, atMost) -> {
      HttpResponse<InputStream> response = get(folder.resolve(name), Map.of());
      try (InputStream body = pace.watch(response.body())) {
        return switch (response.statusCode()) {
          case 200 -> Optional.of(body.readNBytes(atMost + 1));
          case 403, 404 -> Optional.empty(); // 403 is how some stores say that there is none
          default -> throw unexpected(response);
        };
      }
    };
  }

  /** The targets of an image repository. */
  ImageSource targets(URI repository) {
    return (file, from, validator) -> {
      var headers = new TreeMap<String, String>();
      if (from > 0) {
        headers.put("Range", "bytes=" + from + "-");
        if (!validator.isEmpty()) {
          headers.put("If-Range", validator);
        }
      }
      HttpResponse<InputStream> response = get(target(repository, file), headers);
      int status = response.statusCode();
      if (status == 416 && from > 0) { // there is less than we have: begin anew
        response.body().close();
        response = get(target(repository, file), Map.of());
        status = response.statusCode();
      }
      if (status == 404) {
        response.body().close();
        throw new Refusal(Rule.MISSING, "targets/" + file + " is not there");
      }
      if (status != 200 && status != 206) {
        response.body().close();
        throw unexpected(response);
      }
      long begins = status == 206 ? firstByte(response) : 0;
      String etag =
          response.headers().firstValue("ETag").filter(each -> !each.startsWith("W/")).orElse("");
      return new ImageSource.Content(pace.watch(response.body()), begins, etag);
    };
  }

  private static URI target(URI repository, String file) throws IOException {
    try {
      return repository.resolve("targets/" + new URI(null, null, file, null).getRawPath());
    } catch (URISyntaxException e) {
      throw new IOException("no address: " + file, e);
    }
  }

  private static long firstByte(HttpResponse<?> response) throws IOException {
    String range = response.headers().firstValue("Content-Range").orElse("");
    if (!range.matches("bytes \\d{1,18}-\\d{1,18}/.*")) {
      throw new IOException("expected a Content-Range, found \"" + range + "\"");
    }
    return Long.parseLong(range.substring(6, range.indexOf('-')));
  }

  private HttpResponse<InputStream> get(URI first, Map<String, String> headers) throws IOException {
    URI uri = first;
    for (int i = 0; i <= MOST_REDIRECTS; i++) {
      HttpResponse<InputStream> response = send(uri, headers);
      Optional<String> location = response.headers().firstValue("Location");
      if (response.statusCode() / 100 != 3 || location.isEmpty()) {
        return response;
      }
      response.body().close();
      URI next = uri.resolve(location.get());
      if (next.getHost() == null
          || "https".equals(uri.getScheme()) && !"https".equals(next.getScheme())) {
        throw new IOException(uri + " redirects to " + next + ", which is not as safe");
      }
      uri = next;
    }
    throw new IOException(first + " redirects without end");
  }

  private HttpResponse<InputStream> send(URI uri, Map<String, String> headers) throws IOException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30)).GET();
    headers.forEach(request::header);
    if (isHome(uri)) {
      request.header("Authorization", "TargetToken " + token);
    }
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("stopped");
    }
  }

  private boolean isHome(URI uri) {
    return uri.getHost().equalsIgnoreCase(home.getHost())
        && port(uri) == port(home)
        && uri.getScheme().equals(home.getScheme());
  }

  private static int port(URI uri) {
    return uri.getPort() >= 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
  }

  private static IOException unexpected(HttpResponse<?> response) {
    return new IOException(response.uri() + " answered " + response.statusCode());
  }
}

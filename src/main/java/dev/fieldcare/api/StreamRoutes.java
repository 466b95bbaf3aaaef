package dev.fieldcare.api;

import dev.fieldcare.base.Nearest;
import dev.fieldcare.registry.Role;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** The live stream, as a route. */
final class StreamRoutes {
  private final Stream stream;
  private final Credentials credentials;
  private final BiPredicate<Caller, String> maySeeDevice;

  /**
   * @param maySeeDevice whether a caller may see the device of this id
   */
  StreamRoutes(Stream stream, Credentials credentials, BiPredicate<Caller, String> maySeeDevice) {
    this.stream = stream;
    this.credentials = credentials;
    this.maySeeDevice = maySeeDevice;
  }

  Future<Reply> open(Call call) {
    Set<String> types = types(call.query().text("topics"));
    long after = lastEventId(call.request().getHeader("Last-Event-ID"));
    if (stream.isFull()) {
      throw Stream.full();
    }
    Caller caller = call.caller();
    var interest =
        new Stream.Interest(
            types, news -> shown(caller, news), () -> credentials.isInForce(caller));
    stream.open(call.response(), interest, after);
    return Future.succeededFuture(Reply.TAKEN_OVER);
  }

  private Optional<Stream.News> shown(Caller caller, Stream.News news) {
    if (caller.role() != Role.CUSTOMER) {
      return Optional.of(news);
    }
    JsonObject data = news.data();
    if (data.getValue("ticket") instanceof JsonObject ticket) {
      return caller.maySee(ticket.getString("customer"))
          ? Optional.of(news.with(data.copy().put("ticket", Told.ticket(caller, ticket))))
          : Optional.empty();
    }
    return data.getValue("device") instanceof String device && maySeeDevice.test(caller, device)
        ? Optional.of(news)
        : Optional.empty();
  }

  private static Set<String> types(@Nullable String topics) {
    if (topics == null) {
      return new HashSet<>(Stream.TOPICS.values());
    }
    var types = new HashSet<String>();
    for (String topic : List.of(topics.split(",", -1))) {
      String type = Stream.TOPICS.get(topic.strip());
      if (type == null) {
        var known = new TreeSet<>(Stream.TOPICS.keySet());
        throw Query.bad(
            "topics",
            "some of " + String.join(", ", known) + ", joined by commas",
            topic + Nearest.hint(topic, known));
      }
      types.add(type);
    }
    return types;
  }

  /** What it cannot read it has not sent: then, as after too long an absence, a reset follows. */
  private static long lastEventId(@Nullable String header) {
    if (header == null || header.isBlank()) {
      return -1;
    }
    try {
      return Math.max(0, Long.parseLong(header.strip()));
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}

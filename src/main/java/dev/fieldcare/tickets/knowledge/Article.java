package dev.fieldcare.tickets.knowledge;

import dev.fieldcare.base.Problem;
import dev.fieldcare.tickets.Kind;
import dev.fieldcare.tickets.Message;
import dev.fieldcare.tickets.Ticket;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What was learnt from a question or a fault, for the next one like it.
 *
 * @param source the number of the ticket it was learnt from
 * @param version grows with every change
 */
public record Article(
    long id,
    State state,
    Content content,
    @Nullable String source,
    int version,
    String changedBy,
    Instant changedAt) {

  /** Whom it is offered to: nobody yet, those it fits, nobody any more. */
  public enum State {
    DRAFT,
    PUBLISHED,
    WITHDRAWN;

    public static Optional<State> find(String name) {
      return Arrays.stream(values()).filter(each -> each.name().equals(name)).findAny();
    }

    /** What was published stays on record; it is withdrawn, never a draft again. */
    boolean mayBecome(State next) {
      return next != DRAFT && next != this && !(this == DRAFT && next == WITHDRAWN);
    }
  }

  /** Its words in one language; either may still be empty. */
  public record Text(String title, String body) {
    static final Text NONE = new Text("", "");

    boolean isWhole() {
      return !title.isBlank() && !body.isBlank();
    }

    JsonObject json() {
      return new JsonObject().put("title", title).put("body", body);
    }
  }

  /**
   * What it says and whom it fits.
   *
   * @param symptom as tickets spell it; null when it is of no one symptom
   * @param model null when it is of every model
   * @param firmwareFrom the first version it is about; null from the very first
   * @param firmwareTo the last version it is about; null up to the newest
   */
  public record Content(
      @Nullable String symptom,
      @Nullable String model,
      @Nullable String firmwareFrom,
      @Nullable String firmwareTo,
      Text en,
      Text zh,
      boolean forCustomers) {

    public JsonObject json() {
      return new JsonObject()
          .put("symptom", symptom)
          .put("model", model)
          .put("firmwareFrom", firmwareFrom)
          .put("firmwareTo", firmwareTo)
          .put("en", en.json())
          .put("zh", zh.json())
          .put("forCustomers", forCustomers);
    }

    /** Published is only what both languages say; refuses with {@code article.languages}. */
    void mustBeWhole() {
      for (var each : List.of(new Named("en", en), new Named("zh", zh))) {
        if (!each.text.isWhole()) {
          throw Problem.conflict(
              "article.languages",
              "expected a title and a body in English and Chinese, found none in " + each.language);
        }
      }
    }

    private record Named(String language, Text text) {}
  }

  /**
   * What a ticket taught, as a first draft: the answers to a question, or what was wrong with a
   * device and what was done about it. Nothing of who asked. Each text stands in the language it
   * was written in.
   */
  public static Content learntFrom(Ticket ticket) {
    String title = ticket.kind() == Kind.CONSULTATION ? or(ticket.title()) : or(ticket.symptom());
    String body =
        ticket.kind() == Kind.CONSULTATION ? answers(ticket.messages()) : remedy(ticket.facts());
    if (body.isBlank()) {
      throw Problem.conflict(
          "article.nothing",
          ticket.number() + ": expected an answer or a diagnosis to learn from, found none yet");
    }
    var text = new Text(title, body);
    boolean isChinese = (title + body).codePoints().anyMatch(Article::isHan);
    return new Content(
        ticket.symptom(),
        ticket.model(),
        null,
        null,
        isChinese ? Text.NONE : text,
        isChinese ? text : Text.NONE,
        false);
  }

  private static boolean isHan(int letter) {
    return Character.UnicodeScript.of(letter) == Character.UnicodeScript.HAN;
  }

  private static String or(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static String answers(List<Message> messages) {
    return messages.stream()
        .filter(each -> each.solution() && each.direction() == Message.Direction.OUT)
        .map(Message::text)
        .collect(Collectors.joining("\n\n"));
  }

  private static String remedy(JsonObject facts) {
    JsonObject diagnosis = facts.getJsonObject("diagnosis", new JsonObject());
    var found =
        List.of(
            or(diagnosis.getString("mode")),
            or(diagnosis.getString("cause")),
            or(diagnosis.getString("plan")),
            or(facts.getString("guidance")));
    return found.stream().filter(each -> !each.isBlank()).collect(Collectors.joining("\n\n"));
  }

  public JsonObject json() {
    return content
        .json()
        .put("id", Long.toString(id))
        .put("state", state.name())
        .put("source", source)
        .put("version", version)
        .put("changedBy", changedBy)
        .put("changedAt", changedAt.toString());
  }

  /** What customers are shown: not who wrote it, nor from whose ticket. */
  public JsonObject jsonForCustomers() {
    JsonObject shown = json();
    shown.remove("source");
    shown.remove("changedBy");
    return shown;
  }
}

package dev.fieldcare.tickets;

import dev.fieldcare.registry.Severity;
import dev.fieldcare.stability.Because;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One piece of work, as it stands: on one device, or on what several devices have in common.
 *
 * @param device absent of a parent, which has a cause and children instead
 * @param symptom absent of a question, which has a title instead
 * @param channel how it came in: {@code telemetry}, or a message's channel
 * @param contact whom to speak to, where the request said so
 * @param openedAt server time; the seen times are event time
 * @param intakeAt when the customer's request came in: where promises start
 * @param occurrences how many alarms it was opened for or counted up by
 * @param activeAlarms how many of them are not back to normal
 * @param because why it was opened, or why its severity was raised last
 * @param resolution how it ended: {@code self_cleared}, or what was handed in
 * @param cause what its children have in common
 * @param parent the ticket it was merged into, or that stands for its cause
 * @param repeatOf the ticket closed last before it for the same device and symptom
 * @param facts what transitions put on record: diagnosis, check-in, signature
 * @param version grows with every change
 * @param alarms the newest of its alarms, oldest of them first
 * @param messages the newest of what was said, notes among it, oldest of them first
 * @param children those it is the parent of, not counting merged ones
 * @param siblings other open tickets with the same symptom on devices of the same lot
 * @param backDated whether the fault was found in history that was delivered late
 * @param fixedIn the newest published release of the model that fixes the symptom
 * @param entitledAtIntake what was covered when it was opened
 * @param entitled what is covered for the diagnosis; absent while there is none
 * @param known what it knew when it was opened, each field with its because
 * @param commitments what is promised about it by when
 */
public record Ticket(
    long id,
    String number,
    Kind kind,
    State state,
    @Nullable String device,
    @Nullable String model,
    @Nullable Cause cause,
    @Nullable String customer,
    @Nullable String site,
    @Nullable String lot,
    @Nullable String symptom,
    @Nullable String title,
    Severity severity,
    @Nullable String metric,
    String channel,
    @Nullable JsonObject contact,
    Instant openedAt,
    Instant intakeAt,
    Instant firstSeenAt,
    Instant lastSeenAt,
    Instant updatedAt,
    @Nullable Instant endedAt,
    int occurrences,
    int activeAlarms,
    Because because,
    @Nullable String assignee,
    @Nullable String resolution,
    @Nullable String parent,
    @Nullable String repeatOf,
    JsonObject facts,
    int version,
    List<Occurrence> alarms,
    List<Message> messages,
    Children children,
    List<String> siblings,
    boolean backDated,
    @Nullable String fixedIn,
    @Nullable JsonObject entitledAtIntake,
    @Nullable JsonObject entitled,
    @Nullable JsonObject known,
    JsonArray commitments) {

  /** One alarm on a ticket. Times are event time; absent ones have not come. */
  public record Occurrence(
      String key,
      String device,
      Severity severity,
      @Nullable String metric,
      Instant activeSince,
      Instant lastSeen,
      @Nullable Instant clearedAt,
      @Nullable Instant quietAt,
      Because because) {

    JsonObject json() {
      return withBecause(
          new JsonObject()
              .put("key", key)
              .put("device", device)
              .put("severity", severity.code())
              .put("metric", metric)
              .put("activeSince", activeSince.toString())
              .put("lastSeenAt", lastSeen.toString())
              .put("clearedAt", textOf(clearedAt))
              .put("quietAt", textOf(quietAt)),
          because);
    }
  }

  /**
   * The tickets below a parent.
   *
   * @param items the first of them
   */
  public record Children(int count, List<Child> items) {
    JsonObject json() {
      return new JsonObject()
          .put("count", count)
          .put("items", new JsonArray(items.stream().map(Child::json).toList()));
    }
  }

  /** One ticket below a parent. */
  public record Child(String number, @Nullable String device, State state, int activeAlarms) {
    JsonObject json() {
      return new JsonObject()
          .put("number", number)
          .put("device", device)
          .put("state", state.name())
          .put("activeAlarms", activeAlarms);
    }
  }

  /** Whether it is below a parent that stands for its cause. */
  boolean isChild() {
    return parent != null && state != State.MERGED;
  }

  /** Where the symptom is, in words: {@code on d-17}, {@code at site s-3}. */
  String subject() {
    return cause != null ? cause.where() : device == null ? "of " + customer : "on " + device;
  }

  /** What it is about, in a word: the symptom, else the title. */
  public String about() {
    return symptom != null ? symptom : title != null ? title : kind.code();
  }

  /** What was written under it for the others who work on it. */
  public List<Message> comments() {
    return messages.stream().filter(each -> each.direction() == Message.Direction.NOTE).toList();
  }

  /** What journal, promises and decisions call it. */
  String key() {
    return "ticket:" + number;
  }

  /** When the customer came with it: what was covered then counts. */
  Instant claimedAt() {
    Instant again = Given.time(Given.text(facts, "reopenedAt"));
    return again == null ? intakeAt : again;
  }

  /** What is covered as far as is known by now. */
  Entitled entitlement() {
    return Entitled.parse(entitled != null ? entitled : entitledAtIntake);
  }

  /** The same with its promises. */
  Ticket owing(JsonArray promises) {
    return new Ticket(
        id,
        number,
        kind,
        state,
        device,
        model,
        cause,
        customer,
        site,
        lot,
        symptom,
        title,
        severity,
        metric,
        channel,
        contact,
        openedAt,
        intakeAt,
        firstSeenAt,
        lastSeenAt,
        updatedAt,
        endedAt,
        occurrences,
        activeAlarms,
        because,
        assignee,
        resolution,
        parent,
        repeatOf,
        facts,
        version,
        alarms,
        messages,
        children,
        siblings,
        backDated,
        fixedIn,
        entitledAtIntake,
        entitled,
        known,
        promises);
  }

  private static final String BACK_DATED = " (found in history that was delivered late)";

  /** Why it was opened, in words, and whether that was found afterwards. */
  public String explanation() {
    return because.text() + (backDated ? BACK_DATED : "");
  }

  /** As outside interfaces show it. */
  public JsonObject json() {
    var json =
        new JsonObject()
            .put("number", number)
            .put("kind", kind.code())
            .put("state", state.name())
            .put("device", device)
            .put("model", model)
            .put("cause", cause == null ? null : cause.json())
            .put("customer", customer)
            .put("site", site)
            .put("lot", lot)
            .put("symptom", symptom)
            .put("title", title)
            .put("severity", severity.code())
            .put("metric", metric)
            .put("channel", channel)
            .put("contact", contact)
            .put("openedAt", openedAt.toString())
            .put("intakeAt", intakeAt.toString())
            .put("firstSeenAt", firstSeenAt.toString())
            .put("lastSeenAt", lastSeenAt.toString())
            .put("updatedAt", updatedAt.toString())
            .put("endedAt", textOf(endedAt))
            .put("occurrences", occurrences)
            .put("activeAlarms", activeAlarms);
    return withBecause(json, because)
        .put("because", explanation())
        .put("backDated", backDated)
        .put("assignee", assignee)
        .put("resolution", resolution)
        .put("parent", parent)
        .put("children", children.json())
        .put("repeatOf", repeatOf)
        .put("facts", facts)
        .put("version", version)
        .put("alarms", new JsonArray(alarms.stream().map(Occurrence::json).toList()))
        .put("comments", new JsonArray(comments().stream().map(Message::json).toList()))
        .put("messages", new JsonArray(messages.stream().map(Message::json).toList()))
        .put("siblings", new JsonArray(siblings))
        .put("entitlement", entitlementJson())
        .put("commitments", commitments)
        .put("fixedIn", fixedIn)
        .put("known", known)
        .put("allowed", allowed());
  }

  private @Nullable JsonObject entitlementJson() {
    JsonObject now = entitled != null ? entitled : entitledAtIntake;
    return now == null
        ? null
        : now.copy().put("confirmed", entitled != null).put("atIntake", entitledAtIntake);
  }

  private JsonArray allowed() {
    var rows = new JsonArray();
    for (Transition each : kind.table().from(state)) {
      rows.add(
          new JsonObject()
              .put("to", each.to().name())
              .put("by", new JsonArray(each.by()))
              .put("guards", new JsonArray(each.guards().stream().map(Guard::name).toList()))
              .put("guard", each.guardNames())
              .put("demand", each.demands()));
    }
    return rows;
  }

  private static JsonObject withBecause(JsonObject json, Because because) {
    return json.put("because", because.text())
        .put("becauseKey", because.key())
        .put("becauseArgs", new JsonObject(because.arguments()));
  }

  private static @Nullable String textOf(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }
}

package dev.fieldcare.stability;

import dev.fieldcare.registry.Device;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** How an alarm condition of a device stands, as outside interfaces show it. */
public record Standing(Device device, String symptom, AlarmCondition condition) {

  public JsonObject json() {
    return new JsonObject()
        .put("device", device.id())
        .put("symptom", symptom)
        .put("key", condition.key())
        .mergeIn(state(condition));
  }

  /** The members that say in which state it is; an alarm in a list has them too. */
  static JsonObject state(AlarmCondition it) {
    var suppressed = new JsonArray();
    it.holds().stream()
        .filter(hold -> hold.kind() == Hold.Kind.SUPPRESSED)
        .forEach(hold -> suppressed.add(json(hold)));
    return new JsonObject()
        .put("state", it.state().name())
        .put("letter", String.valueOf(it.state().letter()))
        .put("processState", it.processState().name())
        .put("active", it.active())
        .put("acked", it.acked() && it.announced())
        .put("latched", it.latched())
        .put("shelved", json(it.hold("shelved")))
        .put("suppressed", suppressed)
        .put("outOfService", json(it.hold("outOfService")))
        .put("alarmedAt", text(it.alarmedAt()))
        .put("reAlarmAt", text(it.reAlarmAt()))
        .put("reAlarmCount", it.reAlarmCount());
  }

  private static @Nullable JsonObject json(@Nullable Hold hold) {
    if (hold == null) {
      return null;
    }
    var json =
        new JsonObject()
            .put("by", hold.by())
            .put("reason", hold.reason())
            .put("since", text(hold.since()));
    if (hold.kind().isShelving()) {
      json.put("kind", hold.kind().code()).put("until", text(hold.until()));
    }
    if (hold.kind() == Hold.Kind.SUPPRESSED) {
      json.put("rule", hold.rule());
    }
    if (hold.kind() == Hold.Kind.OUT_OF_SERVICE) {
      json.put("wholeDevice", hold.wholeDevice());
    }
    return json;
  }

  private static @Nullable String text(@Nullable Object instant) {
    return instant == null ? null : instant.toString();
  }
}

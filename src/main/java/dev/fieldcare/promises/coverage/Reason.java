package dev.fieldcare.promises.coverage;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;

/**
 * Why a decision came out as it did: a key with what belongs into its words, so that programs and
 * people of either language can read it.
 */
public record Reason(Key key, List<String> args) {

  /** What may be said; {@code {0}} and on stand for the arguments. */
  public enum Key {
    /** Of one that stands still in a repair there is no end to name. */
    COVERED_IN_REPAIR("covered by {0}, which the repair lengthens", "由{0}承保,维修期间顺延", "basis"),
    COVERED("covered by {0} until {1}", "由{0}承保,至{1}", "basis", "endAt"),
    ENDED("{0} ended at {1}", "{0}已于{1}到期", "basis", "endAt"),
    NOT_BEGUN("{0} begins only at {1}", "{0}自{1}起方生效", "basis", "beginAt"),
    OTHER_CAUSE("{0} covers what was repaired, not this cause", "{0}只承保已维修的部位,与本次原因不符", "basis"),
    MOVED("{0} went over to the replacement at {1}", "{0}已于{1}转至更换后的产品", "basis", "movedAt"),
    EXCLUDED("{0} proven by {1}", "有证据{1}证明:{0}", "exclusion", "proof"),
    PRESUMED("a defect before {0} is presumed ours", "{0}之前出现的瑕疵推定为我方责任", "presumedAt"),
    GUARANTEED("the statutory period lasts until {0}", "法定保修期至{0}", "guaranteedAt"),
    NO_COVERAGE("no coverage is on record", "没有承保记录");

    private final String en;
    private final String zh;
    private final List<String> names;

    Key(String en, String zh, String... names) {
      this.en = en;
      this.zh = zh;
      this.names = List.of(names);
    }
  }

  public Reason {
    args = List.copyOf(args);
  }

  static Reason of(Key key, Object... args) {
    return new Reason(key, java.util.Arrays.stream(args).map(String::valueOf).toList());
  }

  private String in(String words) {
    String text = words;
    for (int i = 0; i < args.size(); i++) {
      text = text.replace("{" + i + "}", args.get(i));
    }
    return text;
  }

  public String en() {
    return in(key.en);
  }

  public String zh() {
    return in(key.zh);
  }

  public JsonObject json() {
    String code = key.name().toLowerCase(Locale.ROOT);
    var named = new JsonObject();
    for (int i = 0; i < args.size(); i++) {
      named.put(key.names.get(i), args.get(i));
    }
    return new JsonObject()
        .put("because", en())
        .put("becauseKey", "entitlement." + code)
        .put("becauseArgs", named)
        .put("key", code)
        .put("args", new JsonArray(args))
        .put("en", en())
        .put("zh", zh());
  }
}

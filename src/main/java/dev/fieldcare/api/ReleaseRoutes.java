package dev.fieldcare.api;

import dev.fieldcare.base.Json;
import dev.fieldcare.base.Nearest;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.firmware.ReleaseDraft;
import dev.fieldcare.firmware.ReleaseFilter;
import dev.fieldcare.firmware.ReleaseKind;
import dev.fieldcare.firmware.ReleaseState;
import dev.fieldcare.firmware.Releases;
import dev.fieldcare.firmware.SigningRequest;
import dev.fieldcare.registry.Models;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Releases: made, signed by whoever holds the model's keys, published, withdrawn. */
final class ReleaseRoutes {
  private static final String[] MEMBERS = {
    "model",
    "version",
    "counter",
    "kind",
    "image",
    "format",
    "hardwareRevisions",
    "fixes",
    "notes",
    "steppingStones",
    "minimumBootloader",
    "sbom"
  };
  private static final List<String> STATES = names(ReleaseState.values());
  private static final List<String> KINDS = names(ReleaseKind.values());

  private final Releases releases;
  private final Models models;

  ReleaseRoutes(Releases releases, Models models) {
    this.releases = releases;
    this.models = models;
  }

  private static List<String> names(Enum<?>[] values) {
    return Arrays.stream(values).map(each -> each.name().toLowerCase(Locale.ROOT)).toList();
  }

  Future<Reply> list(Call call) {
    Query query = call.query();
    ReleaseState state = query.code("state", ReleaseRoutes::state, STATES);
    var filter =
        new ReleaseFilter(
            query.text("model"), state == null ? Set.of() : Set.of(state), query.text("fixes"));
    var page = releases.list(filter, query.limit(), query.cursor("after"));
    return Future.succeededFuture(
        Reply.page(page.items().stream().map(ReleaseRoutes::json).toList(), page.next()));
  }

  Future<Reply> get(Call call) {
    return Future.succeededFuture(Reply.ok(json(release(call))));
  }

  private Release release(Call call) {
    return releases.get(id(call));
  }

  private static long id(Call call) {
    String id = call.path("id");
    try {
      return Long.parseLong(id);
    } catch (NumberFormatException e) {
      throw Query.bad("id", "a release's number", id);
    }
  }

  Future<Reply> create(Call call) {
    Body body = call.body(MEMBERS);
    models.get(body.required("model"));
    return releases
        .create(draft(body), actor(call))
        .map(made -> Reply.created("/api/v1/releases/" + made.id(), json(made)));
  }

  private static ReleaseDraft draft(Body body) {
    return new ReleaseDraft(
        body.required("model"),
        body.required("version"),
        counter(body),
        kind(body),
        body.required("image"),
        body.text("format"),
        strings(body, "hardwareRevisions"),
        strings(body, "fixes"),
        texts(body),
        strings(body, "steppingStones"),
        body.text("minimumBootloader"),
        body.text("sbom"));
  }

  private static @Nullable Long counter(Body body) {
    Object found = body.json().getValue("counter");
    if (found == null || found instanceof Integer || found instanceof Long) {
      return found == null ? null : ((Number) found).longValue();
    }
    throw Body.bad("counter", "a whole number", found);
  }

  private static ReleaseKind kind(Body body) {
    String found = body.text("kind");
    if (found == null) {
      return ReleaseKind.FEATURE;
    }
    int place = KINDS.indexOf(found.toLowerCase(Locale.ROOT));
    if (place < 0) {
      throw Body.bad("kind", "one of " + String.join(", ", KINDS), found);
    }
    return ReleaseKind.values()[place];
  }

  private static List<String> strings(Body body, String name) {
    Object found = body.json().getValue(name);
    if (found == null) {
      return List.of();
    }
    if (found instanceof JsonArray array && array.stream().allMatch(String.class::isInstance)) {
      return array.stream().map(String.class::cast).toList();
    }
    throw Body.bad(name, "a list of strings", found);
  }

  private static Map<String, String> texts(Body body) {
    Object found = body.json().getValue("notes");
    var texts = new LinkedHashMap<String, String>();
    if (found == null) {
      return texts;
    }
    if (!(found instanceof JsonObject notes)) {
      throw Body.bad("notes", "text by language", found);
    }
    for (String language : notes.fieldNames()) {
      if (!(notes.getValue(language) instanceof String text)) {
        throw Body.bad("notes", "text by language", found);
      }
      texts.put(language, text);
    }
    return texts;
  }

  Future<Reply> signingRequest(Call call) {
    return releases.signingRequest(id(call)).map(request -> Reply.ok(json(request)));
  }

  Future<Reply> sign(Call call) {
    Object found = call.body("signatures").json().getValue("signatures");
    if (!(found instanceof JsonArray list) || list.isEmpty()) {
      throw Body.bad("signatures", "a list of keyid and sig", String.valueOf(found));
    }
    var signatures = new HashMap<String, byte[]>();
    for (Object each : list) {
      if (!(each instanceof JsonObject signature)
          || !(signature.getValue("keyid") instanceof String key)
          || !(signature.getValue("sig") instanceof String value)) {
        throw Body.bad("signatures", "a list of keyid and sig", String.valueOf(each));
      }
      try {
        signatures.put(key, HexFormat.of().parseHex(value));
      } catch (IllegalArgumentException e) {
        throw Body.bad("signatures", "hex digits", value);
      }
    }
    return releases
        .addSignatures(id(call), signatures, actor(call))
        .map(request -> Reply.ok(json(request)));
  }

  Future<Reply> transition(Call call) {
    String to = call.body("to").required("to");
    ReleaseState state =
        state(to)
            .filter(each -> each != ReleaseState.DRAFT)
            .orElseThrow(
                () ->
                    Body.bad(
                        "to", "signed, published or withdrawn", to + Nearest.hint(to, STATES)));
    return releases
        .transition(id(call), state, actor(call))
        .map(release -> Reply.ok(json(release)));
  }

  private static Optional<ReleaseState> state(String code) {
    int place = STATES.indexOf(code.toLowerCase(Locale.ROOT));
    return place < 0 ? Optional.empty() : Optional.of(ReleaseState.values()[place]);
  }

  private static String actor(Call call) {
    return "user:" + call.caller().name();
  }

  private static JsonObject json(SigningRequest request) {
    return new JsonObject()
        .put("release", request.release().id())
        .put("state", request.release().state().name())
        .put("role", request.release().model())
        .put("version", request.metadata().version())
        .put("digest", Json.sha256Hex(request.metadata().message()))
        .put("threshold", request.role().threshold())
        .put("keys", new JsonArray(request.role().keys().keySet().stream().sorted().toList()))
        .put("complete", request.isComplete())
        .put("metadata", new JsonObject(request.metadata().json().toString()));
  }

  static JsonObject json(Release release) {
    return new JsonObject()
        .put("id", release.id())
        .put("model", release.model())
        .put("version", release.version())
        .put("counter", release.counter())
        .put("kind", release.kind().name().toLowerCase(Locale.ROOT))
        .put("state", release.state().name())
        .put("image", UploadRoutes.json(release.image()))
        .put("format", release.format())
        .put("hardwareRevisions", new JsonArray(release.hardwareRevisions()))
        .put("fixes", new JsonArray(release.fixes()))
        .put("withdrawnFixes", new JsonArray(release.withdrawnFixes()))
        .put("notes", new JsonObject(new LinkedHashMap<>(release.notes())))
        .put("steppingStones", new JsonArray(release.steppingStones()))
        .put("minimumBootloader", release.minimumBootloader())
        .put("sbom", release.sbom() == null ? null : UploadRoutes.json(release.sbom()))
        .put("createdAt", release.createdAt().toString())
        .put(
            "publishedAt", release.publishedAt() == null ? null : release.publishedAt().toString());
  }
}

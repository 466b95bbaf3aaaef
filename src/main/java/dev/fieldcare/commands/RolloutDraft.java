package dev.fieldcare.commands;

import dev.fieldcare.base.Problem;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a rollout is to be, as the command line says it. */
final class RolloutDraft {
  private static final int PAGE = 200;

  @Option(names = "--model", required = true, description = "The model whose devices it is for.")
  private String model;

  @Option(
      names = "--release",
      paramLabel = "VERSION",
      required = true,
      description = "What goes out.")
  private String release;

  @Option(
      names = "--filter",
      description = "Which devices of the model, as in \"site = hz\" (docs/filters.md).")
  private String filter = "";

  @Option(
      names = "--plan",
      paramLabel = "FILE",
      description = "How it is to go, as JSON (docs/rollouts.md); without it by the defaults.")
  private @Nullable Path plan;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  RolloutDraft() {}

  /** As the API takes it. */
  JsonObject json() {
    return new JsonObject()
        .put("model", model)
        .put("release", release)
        .put("filter", filter)
        .put("plan", plan == null ? new JsonObject() : read(plan));
  }

  private static JsonObject read(Path file) {
    try {
      return new JsonObject(Files.readString(file));
    } catch (IOException | DecodeException e) {
      throw Problem.badInput("plan.file", file + ": expected a plan as JSON: " + e.getMessage());
    }
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /**
   * Everything in a list of the server's, page by page.
   *
   * @param path with a question mark in it
   */
  static void each(FirmwareServer server, String path, Consumer<JsonObject> what) {
    String after = "";
    while (after != null) {
      String more = after.isEmpty() ? "" : "&after=" + encoded(after);
      JsonObject page = server.send("GET", path + "&limit=" + PAGE + more, (JsonObject) null);
      JsonArray items = page.getJsonArray("items");
      for (int i = 0; i < items.size(); i++) {
        what.accept(items.getJsonObject(i));
      }
      after = page.getString("next");
    }
  }
}

package dev.fieldcare.commands;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Uploads an image and makes a release of it. */
@Command(
    name = "upload",
    description = "Uploads an image to a running server and makes a release of it.",
    mixinStandardHelpOptions = true)
final class FirmwareUploadCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private FirmwareServer server;

  @Parameters(paramLabel = "FILE", description = "The image.")
  private Path file;

  @Option(names = "--model", required = true, description = "The model whose devices it is for.")
  private String model;

  @Option(names = "--version", required = true, description = "What the release is called.")
  private String version;

  @Option(
      names = "--fixes",
      description = "A symptom it mends, as in temperature.high; repeatable.")
  private List<String> fixes = new ArrayList<>();

  @Option(names = "--kind", description = "feature, stability or security.")
  private String kind = "feature";

  @Option(
      names = "--format",
      description = "raw, swu, rauc or mender; without it what the image is by its bytes.")
  private @Nullable String format;

  @Option(names = "--hardware-revision", description = "One it fits; none named: all; repeatable.")
  private List<String> revisions = new ArrayList<>();

  @Option(names = "--stepping-stone", description = "A version to have run before; repeatable.")
  private List<String> stones = new ArrayList<>();

  @Option(names = "--minimum-bootloader", description = "The oldest bootloader it starts under.")
  private @Nullable String bootloader;

  @Option(names = "--note", description = "What to tell people: en=… or zh=…; repeatable.")
  private Map<String, String> notes = new LinkedHashMap<>();

  @Option(names = "--sbom", paramLabel = "FILE", description = "Its bill of materials.")
  private @Nullable Path sbom;

  @Option(names = "--publish", description = "Publish it at once, if it is signed at once.")
  private boolean publish;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  FirmwareUploadCommand() {}

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    var upload = new FirmwareUpload(server, spec.commandLine().getErr());
    var body =
        new JsonObject()
            .put("model", model)
            .put("version", version)
            .put("image", upload.send(file))
            .put("kind", kind)
            .put("format", format)
            .put("fixes", new JsonArray(fixes))
            .put("hardwareRevisions", new JsonArray(revisions))
            .put("steppingStones", new JsonArray(stones))
            .put("notes", new JsonObject(new LinkedHashMap<>(notes)))
            .put("minimumBootloader", bootloader)
            .put("sbom", sbom == null ? null : upload.send(sbom));
    JsonObject release = server.send("POST", "/api/v1/releases", body);
    if (publish) {
      release = FirmwarePublishCommand.publish(server, release.getLong("id"));
    }
    out.println(
        "release "
            + release.getLong("id")
            + ": "
            + model
            + " "
            + version
            + ", counter "
            + release.getLong("counter")
            + ", "
            + release.getString("state"));
    return 0;
  }
}

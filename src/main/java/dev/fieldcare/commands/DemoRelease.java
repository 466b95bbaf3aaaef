package dev.fieldcare.commands;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/**
 * A release of the demo: its image is uploaded, signed by the server's keys and published.
 *
 * @param program whose bytes the image has; releases of the same program have the same image
 * @param fixes the symptoms it is said to fix
 */
record DemoRelease(
    String model, String version, String program, List<String> fixes, String en, String zh) {
  private static final int IMAGE_BYTES = 512 * 1024;

  /** As the server shows it then. Its counter is above those of all releases made before. */
  JsonObject publish(FirmwareServer server, Path directory) throws IOException {
    Path image = directory.resolve("image-" + program + ".bin");
    var bytes = new byte[IMAGE_BYTES];
    new Random(program.hashCode()).nextBytes(bytes);
    Files.write(image, bytes);
    String sha256 = new FirmwareUpload(server, new PrintWriter(Writer.nullWriter())).send(image);
    JsonObject made =
        server.send(
            "POST",
            "/api/v1/releases",
            new JsonObject()
                .put("model", model)
                .put("version", version)
                .put("image", sha256)
                .put("kind", "stability")
                .put("fixes", new JsonArray(fixes))
                .put("notes", new JsonObject().put("en", en).put("zh", zh)));
    return FirmwarePublishCommand.publish(server, made.getLong("id"));
  }
}

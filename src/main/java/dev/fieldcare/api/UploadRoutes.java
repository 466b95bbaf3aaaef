package dev.fieldcare.api;

import dev.fieldcare.firmware.Image;
import dev.fieldcare.firmware.Images;
import dev.fieldcare.firmware.Uploads;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** Images on their way in, and what is known of those that are here. */
final class UploadRoutes {
  private final Uploads uploads;
  private final Images images;

  UploadRoutes(Uploads uploads, Images images) {
    this.uploads = uploads;
    this.images = images;
  }

  Future<Reply> begin(Call call) {
    Body body = call.body("filename", "size", "sha256");
    if (!(body.json().getValue("size") instanceof Number size)) {
      throw Body.bad("size", "a number of bytes", String.valueOf(body.json().getValue("size")));
    }
    return uploads
        .begin(body.required("filename"), size.longValue(), body.required("sha256"), actor(call))
        .map(upload -> Reply.created("/api/v1/uploads/" + upload.id(), json(upload)));
  }

  Future<Reply> get(Call call) {
    return uploads.get(call.path("id")).map(upload -> Reply.ok(json(upload)));
  }

  /** Takes the body as it comes, to the disk. */
  Future<Reply> append(Call call) {
    Long offset = call.query().cursor("offset");
    if (offset == null) {
      throw Query.bad("offset", "where the upload stands", "none");
    }
    call.request().pause();
    return uploads
        .append(call.path("id"), offset, call.request())
        .map(upload -> Reply.ok(json(upload)));
  }

  Future<Reply> complete(Call call) {
    return uploads
        .complete(call.path("id"), actor(call))
        .map(image -> Reply.created("/api/v1/images/" + image.sha256(), json(image)));
  }

  Future<Reply> discard(Call call) {
    return uploads.discard(call.path("id")).map(done -> Reply.nothing());
  }

  Future<Reply> image(Call call) {
    return Future.succeededFuture(Reply.ok(json(images.get(call.path("hash")))));
  }

  private static String actor(Call call) {
    return "user:" + call.caller().name();
  }

  private static JsonObject json(Uploads.Upload upload) {
    return new JsonObject()
        .put("id", upload.id())
        .put("filename", upload.filename())
        .put("size", upload.size())
        .put("sha256", upload.sha256())
        .put("offset", upload.offset());
  }

  static JsonObject json(Image image) {
    return new JsonObject()
        .put("sha256", image.sha256())
        .put("sha1", image.sha1())
        .put("md5", image.md5())
        .put("size", image.size())
        .put("filename", image.filename());
  }
}

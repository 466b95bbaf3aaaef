package dev.fieldcare.api;

import dev.fieldcare.firmware.Release;
import dev.fieldcare.firmware.carried.CarriedPackage;
import dev.fieldcare.firmware.carried.Packages;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.Models;
import dev.fieldcare.rollout.Action;
import dev.fieldcare.rollout.Actions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Upgrade packages to be carried to devices as files; the image goes through in pieces. */
final class PackageRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(PackageRoutes.class);

  private final Vertx vertx;
  private final Sight sight;
  private final Models models;
  private final Packages packages;
  private final Actions actions;

  PackageRoutes(Vertx vertx, Sight sight, Models models, Packages packages, Actions actions) {
    this.vertx = vertx;
    this.sight = sight;
    this.models = models;
    this.packages = packages;
    this.actions = actions;
  }

  Future<Reply> ofDevice(Call call) {
    Device device = sight.get(call.caller(), call.path("id"));
    String version = call.query().text("release");
    Action open = actions.update(device.number()).open();
    boolean isOrdered =
        open != null
            && open.isOffered()
            && (version == null || version.equals(actions.release(open).version()));
    if (open != null && isOrdered) {
      return packages
          .make(device.id(), device.model(), actions.release(open), Long.toString(open.id()))
          .compose(made -> send(call, made));
    }
    Release release = packages.choose(device.model(), version);
    return packages
        .make(device.id(), device.model(), release, null)
        .compose(made -> send(call, made));
  }

  Future<Reply> ofModel(Call call) {
    String model = models.get(call.path("id")).id();
    Release release = packages.choose(model, call.query().text("release"));
    return packages.make(null, model, release, null).compose(made -> send(call, made));
  }

  private Future<Reply> send(Call call, CarriedPackage made) {
    HttpServerResponse response = call.response();
    response
        .putHeader("Content-Type", "application/vnd.fieldcare.package")
        .putHeader("Content-Encoding", "identity")
        .putHeader("Content-Disposition", "attachment; filename=\"" + made.filename() + "\"")
        .putHeader("Content-Length", Long.toString(made.size()));
    if (call.request().method() == HttpMethod.HEAD) {
      return response.end().map(Reply.TAKEN_OVER);
    }
    return vertx
        .fileSystem()
        .open(made.image().toString(), new OpenOptions().setWrite(false).setCreate(false))
        .map(
            file -> {
              file.setReadLength(made.imageSize());
              response.write(Buffer.buffer(made.head()));
              file.pipe()
                  .endOnComplete(false)
                  .to(response)
                  .compose(sent -> response.end(Buffer.buffer(made.tail())))
                  .onFailure(
                      failure -> {
                        if (!response.closed()) {
                          LOG.warn("{} was cut: {}", made.filename(), failure.toString());
                          response.reset();
                        }
                      })
                  .eventually(file::close);
              return Reply.TAKEN_OVER;
            });
  }
}

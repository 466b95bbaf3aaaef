package dev.fieldcare.gateway.http;

import dev.fieldcare.firmware.Release;
import dev.fieldcare.rollout.Action;
import dev.fieldcare.rollout.Actions;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;

/** The files of a release, for the devices that are to have it or have it. */
final class DdiArtifacts {
  private static final String SUM = ".MD5SUM";

  private final Actions actions;
  private final Firmware firmware;
  private final FileAnswer files;

  DdiArtifacts(Actions actions, Firmware firmware, FileAnswer files) {
    this.actions = actions;
    this.firmware = firmware;
    this.files = files;
  }

  Future<Void> list(Exchange exchange, String module) {
    Release release = entitled(exchange, module);
    return exchange.answer(
        exchange.media() == Media.CBOR
            ? Media.cbor(Documents.artifacts(release, exchange.links()).encode())
            : Documents.artifacts(release, exchange.links()).toBuffer());
  }

  Future<Void> file(Exchange exchange, String module, String name) {
    Release release = entitled(exchange, module);
    var image = release.image();
    if (name.equals(image.filename())) {
      return firmware
          .open(image, image.sha1(), image.filename())
          .compose(blob -> files.send(exchange.request(), blob));
    }
    if (name.equals(image.filename() + SUM)) {
      Buffer sum = Buffer.buffer(image.md5() + "  " + image.filename());
      var response =
          exchange
              .request()
              .response()
              .putHeader("Content-Type", "text/plain")
              .putHeader("Content-Disposition", "attachment;filename=" + Links.encoded(name))
              .putHeader("Content-Length", Integer.toString(sum.length()));
      return exchange.request().method() == HttpMethod.HEAD ? response.end() : response.end(sum);
    }
    throw Refusal.notFound("artifact " + name);
  }

  /** Of the action it is to carry out, or of what it has installed and may install again. */
  private Release entitled(Exchange exchange, String module) {
    Action open = exchange.update().open();
    Action installed = exchange.update().installed();
    if (open != null && open.isOffered() && Long.toString(open.release()).equals(module)) {
      return actions.release(open);
    }
    if (installed != null && Long.toString(installed.release()).equals(module)) {
      return actions.release(installed);
    }
    throw Refusal.notFound("software module " + module);
  }
}

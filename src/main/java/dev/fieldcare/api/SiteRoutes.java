package dev.fieldcare.api;

import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.parties.Site;
import dev.fieldcare.registry.parties.Sites;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

/** The sites where devices stand; customers see their own. */
final class SiteRoutes {
  private final Vertx vertx;
  private final Sites sites;

  SiteRoutes(Vertx vertx, Sites sites) {
    this.vertx = vertx;
    this.sites = sites;
  }

  Future<Reply> list(Call call) {
    Query query = call.query();
    return sites
        .list(query.customer(call.caller()), query.limit(), query.text("after"))
        .map(page -> Reply.page(page.items().stream().map(Site::json).toList(), page.next()));
  }

  Future<Reply> get(Call call) {
    String id = call.path("id");
    return sites
        .find(id)
        .map(
            found ->
                found
                    .filter(it -> call.caller().maySee(it.customer()))
                    .orElseThrow(() -> Problem.notFound("site.unknown", "no site is called " + id)))
        .map(site -> Reply.ok(site.json()));
  }

  Future<Reply> add(Call call) {
    return sites
        .add(Site.parse(call.anyBody()), call.caller().actor())
        .map(site -> Reply.created("/api/v1/sites/" + site.id(), site.json()));
  }

  Future<Reply> put(Call call) {
    JsonObject body = call.bodyOf(call.path("id"));
    return sites.save(Site.parse(body), call.caller().actor()).map(site -> Reply.ok(site.json()));
  }

  Future<Reply> importCsv(Call call) {
    boolean dryRun = call.query().flag("dryRun", false);
    String actor = call.caller().actor();
    return CsvBody.importing(vertx, call, csv -> sites.importCsv(csv, dryRun, actor));
  }
}

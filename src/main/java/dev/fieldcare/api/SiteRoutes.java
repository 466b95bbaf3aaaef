package dev.fieldcare.api;

import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Devices;
import dev.fieldcare.registry.parties.Site;
import dev.fieldcare.registry.parties.Sites;
import dev.fieldcare.tickets.OpenWork;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The sites where devices stand; customers see their own. */
final class SiteRoutes {
  private final Vertx vertx;
  private final Sites sites;
  private final Devices devices;
  private final OpenWork work;

  SiteRoutes(Vertx vertx, Sites sites, Devices devices, OpenWork work) {
    this.devices = devices;
    this.work = work;
    this.vertx = vertx;
    this.sites = sites;
  }

  Future<Reply> list(Call call) {
    Query query = call.query();
    String customer = query.customer(call.caller());
    boolean isStanding = query.flag("standing", false);
    return sites
        .list(customer, query.limit(), query.text("after"))
        .compose(
            page ->
                (isStanding ? standing(page.items(), customer) : plain(page.items()))
                    .map(items -> Reply.page(items, page.next())));
  }

  private static Future<List<JsonObject>> plain(List<Site> sites) {
    return Future.succeededFuture(sites.stream().map(Site::json).toList());
  }

  /** With how many devices stand there, and how many tickets are open, of this customer or all. */
  private Future<List<JsonObject>> standing(List<Site> sites, @Nullable String customer) {
    List<String> ids = sites.stream().map(Site::id).toList();
    return work.atSites(ids, customer)
        .compose(
            open ->
                devices
                    .countAtSites(ids, customer)
                    .map(
                        counts ->
                            sites.stream()
                                .map(
                                    each ->
                                        each.json()
                                            .put("devices", counts.getOrDefault(each.id(), 0))
                                            .put(
                                                "open",
                                                DeviceStandings.json(
                                                    open.getOrDefault(each.id(), Map.of()))))
                                .toList()));
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

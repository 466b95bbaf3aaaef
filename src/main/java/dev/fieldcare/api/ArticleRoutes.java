package dev.fieldcare.api;

import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.DeviceStates;
import dev.fieldcare.registry.Devices;
import dev.fieldcare.registry.Role;
import dev.fieldcare.tickets.knowledge.Article;
import dev.fieldcare.tickets.knowledge.Articles;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The knowledge base; customers read what is meant for them. */
final class ArticleRoutes {
  private static final List<String> STATES =
      Arrays.stream(Article.State.values()).map(Enum::name).toList();
  private static final int LONGEST_TITLE = 200;
  private static final int LONGEST_BODY = 20_000;

  private final Articles articles;
  private final TicketSight tickets;
  private final Devices devices;
  private final DeviceStates states;

  ArticleRoutes(Articles articles, TicketSight tickets, Devices devices, DeviceStates states) {
    this.articles = articles;
    this.tickets = tickets;
    this.devices = devices;
    this.states = states;
  }

  private static boolean isCustomer(Call call) {
    return call.caller().role() == Role.CUSTOMER;
  }

  private static JsonObject json(Call call, Article article) {
    return isCustomer(call) ? article.jsonForCustomers() : article.json();
  }

  Future<Reply> list(Call call) {
    Query query = call.query();
    var filter =
        new Articles.Filter(
            query.text("symptom"),
            query.text("model"),
            query.code("state", Article.State::find, STATES),
            query.text("q"),
            isCustomer(call));
    return articles
        .list(filter, query.limit(), query.cursor("after"))
        .map(
            page ->
                Reply.page(
                    page.items().stream().map(each -> json(call, each)).toList(), page.next()));
  }

  Future<Reply> get(Call call) {
    return find(call).map(article -> Reply.ok(json(call, article)));
  }

  /** What is not meant for customers is unknown to them. */
  private Future<Article> find(Call call) {
    long id = id(call);
    return articles
        .get(id)
        .map(
            found -> {
              boolean isShown =
                  !isCustomer(call)
                      || (found.content().forCustomers()
                          && found.state() == Article.State.PUBLISHED);
              if (!isShown) {
                throw Articles.unknown(id);
              }
              return found;
            });
  }

  private static long id(Call call) {
    return TicketSight.id(call, "article.unknown", "article");
  }

  Future<Reply> versions(Call call) {
    return articles
        .get(id(call))
        .compose(found -> articles.versions(found.id()))
        .map(found -> Reply.ok(new JsonObject().put("items", new JsonArray(found))));
  }

  /** With the number of a ticket alone, a draft of what that taught. */
  Future<Reply> add(Call call) {
    String actor = call.caller().actor();
    String ticket = call.anyBody().getValue("ticket") instanceof String number ? number : null;
    Future<Article> added =
        ticket == null
            ? articles.add(content(call), null, actor)
            : tickets
                .get(call.caller(), ticket)
                .compose(found -> articles.add(Article.learntFrom(found), ticket, actor));
    return added.map(made -> Reply.created("/api/v1/articles/" + made.id(), made.json()));
  }

  Future<Reply> edit(Call call) {
    Object version = call.anyBody().getValue("version");
    if (!(version instanceof Integer read)) {
      throw Body.bad("version", "the version that was read", String.valueOf(version));
    }
    return articles
        .edit(id(call), read, content(call), call.caller().actor())
        .map(changed -> Reply.ok(changed.json()));
  }

  Future<Reply> transition(Call call) {
    String to = call.body("to").required("to");
    Article.State state =
        Article.State.find(to).orElseThrow(() -> Body.bad("to", String.join(", ", STATES), to));
    return articles
        .move(id(call), state, call.caller().actor())
        .map(moved -> Reply.ok(moved.json()));
  }

  /** What may help with a ticket: of its symptom, its model and the firmware that is running. */
  Future<Reply> fitting(Call call) {
    return tickets
        .get(call.caller(), call.path("number"))
        .compose(
            ticket ->
                articles.fitting(
                    ticket.symptom(),
                    ticket.model(),
                    firmwareOf(ticket.device()),
                    isCustomer(call)))
        .map(found -> Reply.page(found.stream().map(each -> json(call, each)).toList(), null));
  }

  private @Nullable String firmwareOf(@Nullable String device) {
    return device == null
        ? null
        : devices
            .find(device)
            .flatMap(states::currentFirmware)
            .map(found -> found.version())
            .orElse(null);
  }

  private static Article.Content content(Call call) {
    Body body =
        call.body(
            "symptom",
            "model",
            "firmwareFrom",
            "firmwareTo",
            "en",
            "zh",
            "forCustomers",
            "version");
    return new Article.Content(
        blankless(body, "symptom"),
        blankless(body, "model"),
        blankless(body, "firmwareFrom"),
        blankless(body, "firmwareTo"),
        text(body, "en"),
        text(body, "zh"),
        flag(body, "forCustomers"));
  }

  private static @Nullable String blankless(Body body, String name) {
    String text = body.text(name);
    return text == null || text.isBlank() ? null : text.strip();
  }

  private static boolean flag(Body body, String name) {
    Object value = body.json().getValue(name);
    if (value == null || value instanceof Boolean) {
      return Boolean.TRUE.equals(value);
    }
    throw Body.bad(name, "true or false", value);
  }

  private static Article.Text text(Body body, String language) {
    Object value = body.json().getValue(language);
    if (value == null) {
      return new Article.Text("", "");
    }
    if (value instanceof JsonObject words) {
      return new Article.Text(
          words(words.getValue("title"), language + ".title", LONGEST_TITLE),
          words(words.getValue("body"), language + ".body", LONGEST_BODY));
    }
    throw Body.bad(language, "{\"title\":…,\"body\":…}", value);
  }

  private static String words(@Nullable Object value, String name, int longest) {
    if (value == null) {
      return "";
    }
    if (value instanceof String text && text.length() <= longest) {
      return text.strip();
    }
    throw Problem.badField(
        "body." + name, name, name + ": expected a text of at most " + longest + " characters");
  }
}

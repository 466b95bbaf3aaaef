package dev.fieldcare.tickets.papers;

import dev.fieldcare.tickets.Quote;
import dev.fieldcare.tickets.ServiceReport;
import dev.fieldcare.tickets.SignOff;
import dev.fieldcare.tickets.SignOffDesk;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Prints quotes, service reports and signatures as PDF. What is printed is the stored text that was
 * hashed, never what would be written today; the text itself goes along as an attached file.
 */
public final class Papers {

  /** A PDF and what to call it, without an ending. */
  public record Paper(String name, Buffer pdf) {}

  private final WorkerExecutor press;
  private final SignOffDesk signOffs;
  private final Letterhead from;
  private final Map<Language, Words> words = new EnumMap<>(Language.class);
  private final String style;

  public Papers(Vertx vertx, SignOffDesk signOffs, Letterhead from) {
    // one at a time, on a thread of its own: a press that is busy keeps nothing else waiting
    this.press = vertx.createSharedWorkerExecutor("papers", 1);
    this.signOffs = signOffs;
    this.from = from;
    for (Language each : Language.values()) {
      words.put(each, new Words(each, from.zone()));
    }
    this.style = style();
  }

  static String style() {
    try (InputStream in =
        Objects.requireNonNull(Papers.class.getResourceAsStream("/papers/paper.css"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Future<Paper> quote(Quote quote, Language language) {
    String note =
        switch (quote.state()) {
          case DRAFT -> "note.draft";
          case EXPIRED -> "note.expired";
          case SUPERSEDED -> "note.superseded";
          case ISSUED, ACCEPTED, DECLINED -> null;
        };
    return signOffs
        .answer("quote:" + quote.id())
        .compose(
            answer ->
                print(
                    language,
                    new Printed(
                        "title.quote." + quote.purpose(),
                        quote.name(),
                        quote.document(),
                        quote.hash(),
                        note,
                        answer.orElse(null),
                        null)));
  }

  public Future<Paper> report(ServiceReport report, Language language) {
    return signOffs
        .answer("report:" + report.id())
        .compose(
            answer ->
                print(
                    language,
                    new Printed(
                        "title.report",
                        report.ticket() + "/R" + report.version(),
                        report.document(),
                        report.hash(),
                        null,
                        answer.orElse(null),
                        null)));
  }

  /** The signed document with this answer, and what verifying it finds now. */
  public Future<Paper> signOff(SignOff signOff, Language language) {
    return signOffs
        .document(signOff.subject())
        .compose(
            document ->
                signOffs
                    .verify(signOff.id())
                    .compose(
                        verdict ->
                            print(
                                language,
                                new Printed(
                                    "title.signoff",
                                    document.name(),
                                    document.text(),
                                    document.hash(),
                                    note(verdict.getBoolean("valid")),
                                    signOff,
                                    verdict.getJsonArray("checks")))));
  }

  private static @Nullable String note(boolean isValid) {
    return isValid ? null : "note.invalid";
  }

  private Future<Paper> print(Language language, Printed it) {
    Words spoken = Objects.requireNonNull(words.get(language));
    return press.executeBlocking(
        () -> new Paper(it.filename(), Buffer.buffer(it.press(from, spoken, style))));
  }
}

package dev.fieldcare.api;

import dev.fieldcare.messaging.LetterBox;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** Mail that came in, for support: what went where, what was put aside and why. */
final class LetterRoutes {
  private static final List<String> DISPOSITIONS = List.of("handed", "automatic", "aside");

  private final LetterBox letters;

  LetterRoutes(LetterBox letters) {
    this.letters = letters;
  }

  Future<Reply> list(Call call) {
    Query query = call.query();
    String disposition =
        query.code(
            "disposition",
            code -> DISPOSITIONS.contains(code) ? Optional.of(code) : Optional.empty(),
            DISPOSITIONS);
    return letters
        .list(disposition, query.limit(), query.cursor("after"))
        .map(page -> Reply.page(page.items(), page.next()));
  }
}

package dev.fieldcare.tickets.papers;

import dev.fieldcare.tickets.SignOff;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/** What a paper says about its hash, and who answered it when, how, and where that is verified. */
record SignatureBlock(Sheet sheet, Words words, Letterhead from) {

  /** Succeeds with the drawn signature that the block has room for; null when there is none. */
  @Nullable Drawn write(Printed it) {
    Element whole = sheet.add(sheet.body(), "div");
    whole.setAttribute("class", "whole");
    sheet.add(whole, "h2", "", words.of("document"));
    Element facts = sheet.facts(whole);
    sheet.fact(facts, "SHA-256", "").appendChild(hash(it.hash()));
    sheet.fact(facts, words.of("document.file"), words.of("document.how").formatted(it.filename()));
    Element block = sheet.add(sheet.body(), "div");
    block.setAttribute("class", "whole");
    sheet.add(block, "h2", "", words.of("signature"));
    SignOff answer = it.answer();
    if (answer == null) {
      unsigned(block);
      return null;
    }
    return signed(block, it, answer);
  }

  private Element hash(String hash) {
    Element element = sheet.document().createElement("span");
    element.setAttribute("class", "hash");
    element.setTextContent(hash);
    return element;
  }

  private void unsigned(Element block) {
    sheet.add(block, "p", "", words.of("signature.none"));
    Element line = sheet.add(block, "table");
    line.setAttribute("class", "blank");
    Element row = sheet.add(line, "tr");
    sheet.add(row, "td", "", words.of("signature.signer"));
    sheet.add(row, "td", "", words.of("signature.date"));
    sheet.add(row, "td", "", words.of("signature.here"));
  }

  private @Nullable Drawn signed(Element block, Printed it, SignOff answer) {
    Element table = sheet.add(block, "table");
    table.setAttribute("class", answer.agreed() ? "signed" : "signed refused");
    Element row = sheet.add(table, "tr");
    Element facts = sheet.facts(sheet.add(row, "td"));
    sheet.fact(
        facts, words.of("signature.answer"), words.of(answer.agreed() ? "agreed" : "refused"));
    sheet.fact(facts, words.of("signature.signer"), answer.signer());
    sheet.fact(facts, words.of("signature.at"), words.moment(answer.at()));
    sheet.fact(facts, words.of("signature.method"), method(answer));
    String reason = answer.evidence().getString("reason");
    if (reason != null) {
      sheet.fact(facts, words.of("signature.reason"), reason);
    }
    if (!answer.hash().equals(it.hash())) {
      sheet.fact(facts, words.of("signature.hash"), "").appendChild(hash(answer.hash()));
    }
    sheet.fact(
        facts,
        words.of("signature.verify"),
        "%s/api/v1/signoffs/%d/verify".formatted(from.server(), answer.id()));
    checks(facts, it);
    return drawing(row, answer);
  }

  private @Nullable Drawn drawing(Element row, SignOff answer) {
    if (answer.method() != SignOff.Method.DRAWN) {
      return null;
    }
    Element place = sheet.add(row, "td");
    place.setAttribute("class", "drawn");
    Drawn drawn = Drawn.read(answer.evidence().getString("drawing", "")).orElse(null);
    if (drawn == null) {
      sheet.add(place, "div", "small", words.of("signature.unseen"));
    } else {
      sheet.add(place, "object").setAttribute("type", Press.SIGNATURE);
    }
    return drawn;
  }

  private String method(SignOff answer) {
    String how = words.of("method." + answer.method().name().toLowerCase(Locale.ROOT));
    return switch (answer.method()) {
      case CODE -> how.formatted(answer.evidence().getString("sentTo", "–"));
      case CERTIFICATE -> how.formatted(answer.evidence().getString("subject", "–"));
      case DRAWN -> how;
    };
  }

  private void checks(Element facts, Printed it) {
    if (it.checks() == null) {
      return;
    }
    Element cell = sheet.fact(facts, words.of("signature.checked"), "");
    for (Object each : it.checks()) {
      var check = (JsonObject) each;
      boolean holds = Boolean.TRUE.equals(check.getBoolean("holds"));
      sheet.add(
          cell,
          "div",
          holds ? "" : "broken",
          words.of(holds ? "holds" : "broken")
              + " · "
              + words.code("check", check.getString("key", "")));
    }
  }
}

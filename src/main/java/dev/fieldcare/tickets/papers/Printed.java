package dev.fieldcare.tickets.papers;

import dev.fieldcare.tickets.SignOff;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/**
 * A stored document and the customer's answer to it, to be printed.
 *
 * @param name as people call it: {@code F-2026-000001/Q1}
 * @param text the very text that was hashed
 * @param note what must not be overlooked, as that it is a draft; a key of the words
 * @param checks what was found when the answer was verified; null where nobody asked
 */
record Printed(
    String title,
    String name,
    String text,
    String hash,
    @Nullable String note,
    @Nullable SignOff answer,
    @Nullable JsonArray checks) {

  private static final List<String> WHOSE = List.of("customer", "site", "device", "model");
  private static final List<String> WHAT =
      List.of("ticket", "symptom", "purpose", "version", "createdAt");

  byte[] press(Letterhead from, Words words, String style) {
    JsonObject document = new JsonObject(text);
    var sheet = new Sheet(words, words.of(title) + " " + name, style);
    foot(sheet, words);
    head(sheet, words, from);
    about(sheet, words, document);
    if ("quote".equals(document.getString("document"))) {
      QuoteSheet.write(sheet, words, document);
    } else {
      ReportSheet.write(sheet, words, document);
    }
    Drawn drawn = new SignatureBlock(sheet, words, from).write(this);
    return Press.print(sheet, drawn, Map.entry(filename() + ".json", text));
  }

  String filename() {
    return name.replace('/', '-');
  }

  private void head(Sheet sheet, Words words, Letterhead from) {
    Element head = sheet.add(sheet.body(), "table");
    head.setAttribute("class", "head");
    Element row = sheet.add(head, "tr");
    Element left = sheet.add(row, "td");
    sheet.add(left, "div", "company", from.company());
    sheet.add(left, "div", "small", from.contact());
    Element right = sheet.add(row, "td");
    right.setAttribute("class", "right");
    sheet.add(right, "div", "title", words.of(title));
    sheet.add(right, "div", "name", name);
    if (note != null) {
      sheet.add(sheet.body(), "div", "note", words.of(note));
    }
  }

  private void about(Sheet sheet, Words words, JsonObject document) {
    Element halves = sheet.add(sheet.add(sheet.body(), "table"), "tr");
    ((Element) halves.getParentNode()).setAttribute("class", "halves");
    members(sheet, words, document, sheet.add(halves, "td"), WHOSE);
    members(sheet, words, document, sheet.add(halves, "td"), WHAT);
    String because = document.getString("because");
    if (because != null) {
      sheet.fact(sheet.facts(sheet.body()), words.label("because"), because);
    }
  }

  private static void members(
      Sheet sheet, Words words, JsonObject document, Element half, List<String> members) {
    Element facts = sheet.facts(half);
    for (String member : members) {
      Object value = document.getValue(member);
      if (value != null) {
        String text = words.value(value);
        sheet.fact(
            facts,
            words.label(member),
            member.equals("purpose") ? words.code("purpose", text) : text);
      }
    }
  }

  private void foot(Sheet sheet, Words words) {
    Element foot = sheet.add(sheet.body(), "div");
    foot.setAttribute("id", "foot");
    sheet.add(foot, "span", "", name + " · SHA-256 " + hash);
    sheet.add(foot, "span", "pages", words.of("page"));
  }
}

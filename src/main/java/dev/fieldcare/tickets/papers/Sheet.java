package dev.fieldcare.tickets.papers;

import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * A page in the making: elements and texts are put together, never parsed, so nothing that anybody
 * wrote can become markup.
 */
final class Sheet {
  private final Document document;
  private final Element body;

  Sheet(Words words, String title, String style) {
    document = empty();
    Element html = document.createElement("html");
    html.setAttribute("lang", words.language().tag());
    document.appendChild(html);
    Element head = add(html, "head");
    add(head, "title").setTextContent(title);
    for (String name : List.of("subject", "description")) {
      Element meta = add(head, "meta");
      meta.setAttribute("name", name);
      meta.setAttribute("content", title);
    }
    Element css = add(head, "style");
    css.setAttribute("type", "text/css");
    css.setTextContent(style);
    body = add(html, "body");
  }

  private static Document empty() {
    try {
      return DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().newDocument();
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException(e);
    }
  }

  Document document() {
    return document;
  }

  Element body() {
    return body;
  }

  Element add(Element parent, String name) {
    Element child = document.createElement(name);
    parent.appendChild(child);
    return child;
  }

  /** An element of this class with this text. */
  Element add(Element parent, String name, String style, String text) {
    Element child = add(parent, name);
    if (!style.isEmpty()) {
      child.setAttribute("class", style);
    }
    child.setTextContent(printable(text));
    return child;
  }

  void heading(String text) {
    add(body, "h2", "", text);
  }

  /** Rows of a name and what stands beside it. */
  Element facts(Element parent) {
    Element table = add(parent, "table");
    table.setAttribute("class", "facts");
    return table;
  }

  Element fact(Element facts, String name, String text) {
    Element row = add(facts, "tr");
    add(row, "th", "", name);
    return add(row, "td", "", text);
  }

  /** A table with a head; its body is answered. */
  Element table(Element parent, String style, List<String> columns) {
    Element table = add(parent, "table");
    table.setAttribute("class", style);
    Element row = add(add(table, "thead"), "tr");
    columns.forEach(each -> add(row, "th", "", each));
    return add(table, "tbody");
  }

  /** Without what no font has a picture of: control characters and halves of surrogate pairs. */
  private static String printable(String text) {
    var kept = new StringBuilder();
    text.codePoints()
        .map(each -> each == '\n' || each == '\t' ? ' ' : each)
        .filter(
            each -> !Character.isISOControl(each) && Character.getType(each) != Character.SURROGATE)
        .forEach(kept::appendCodePoint);
    return kept.toString();
  }
}

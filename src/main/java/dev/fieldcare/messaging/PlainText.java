package dev.fieldcare.messaging;

import java.util.Locale;

/** What a person would read of a mail: its text, or the words of its HTML; in linear time. */
final class PlainText {
  private PlainText() {}

  /** Words without tags; scripts and styles are left out, block ends become line ends. */
  static String ofHtml(String html) {
    var out = new StringBuilder(html.length() / 2);
    String lower = html.toLowerCase(Locale.ROOT);
    int at = 0;
    while (at < html.length()) {
      char c = html.charAt(at);
      if (c != '<') {
        out.append(c);
        at++;
        continue;
      }
      int end = html.indexOf('>', at);
      if (end < 0) {
        break;
      }
      String tag = lower.substring(at + 1, end);
      at = end + 1;
      if (tag.startsWith("script") || tag.startsWith("style")) {
        int close = lower.indexOf(tag.startsWith("script") ? "</script" : "</style", at);
        at = close < 0 ? html.length() : close;
      } else if (tag.startsWith("br")
          || tag.startsWith("/p")
          || tag.startsWith("/div")
          || tag.startsWith("/tr")
          || tag.startsWith("/li")
          || tag.startsWith("/h")) {
        out.append('\n');
      }
    }
    return out.toString()
        .replace("&nbsp;", " ")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&");
  }

  /** Without control characters except line ends and tabs, cut to what a thread may hold. */
  static String tidy(String text, int most) {
    String lines = text.replace("\r\n", "\n").replace('\r', '\n');
    var out = new StringBuilder(Math.min(lines.length(), most));
    for (int i = 0; i < lines.length() && out.length() < most; i++) {
      char c = lines.charAt(i);
      if (c == '\n' || c == '\t' || !Character.isISOControl(c)) {
        out.append(c);
      }
    }
    if (!out.isEmpty() && Character.isHighSurrogate(out.charAt(out.length() - 1))) {
      out.setLength(out.length() - 1);
    }
    return out.toString().strip();
  }

  /** One line, for headers and names. */
  static String line(String text, int most) {
    return tidy(text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " "), most);
  }
}

package dev.fieldcare.tickets.papers;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a paper's own words are written in; what people wrote stays as it is. */
public enum Language {
  ZH("zh-CN"),
  EN("en");

  /** As a query parameter has them. */
  public static final List<String> CODES = Arrays.stream(values()).map(Language::code).toList();

  private final String tag;

  Language(String tag) {
    this.tag = tag;
  }

  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** BCP 47. */
  String tag() {
    return tag;
  }

  public static Optional<Language> find(String code) {
    return Arrays.stream(values()).filter(each -> each.code().equalsIgnoreCase(code)).findFirst();
  }
}

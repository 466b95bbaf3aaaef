package dev.fieldcare.rollout.audience;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Something of a device that a filter can ask for.
 *
 * @param name as written, but for the key
 * @param key which attribute is meant; empty for a field that has no keys
 */
record Field(Name name, String key) {

  /** How the values of a field compare, and what may be asked of it. */
  enum Type {
    /** Byte by byte, or as numbers where it is compared with one. */
    TEXT,
    /** As versions, where one is to be older or newer. */
    VERSION,
    TIME,
    BOOLEAN,
    /** One of few words. */
    CODE,
    /** Many texts at once: what is asked is asked of any of them. */
    TEXTS;

    boolean isOrdered() {
      return this == TEXT || this == VERSION || this == TIME;
    }

    boolean isText() {
      return this == TEXT || this == VERSION || this == TEXTS;
    }
  }

  /** Every field there is, with the SQL expression it stands for. */
  enum Name {
    ID("id", Type.TEXT, "d.id"),
    SERIAL("serial", Type.TEXT, "d.serial"),
    NAME("name", Type.TEXT, "d.name"),
    MODEL("model", Type.TEXT, "d.model"),
    FIRMWARE("firmware", Type.VERSION, "f.version"),
    HARDWARE_REVISION("hardwareRevision", Type.TEXT, "d.hardware_revision"),
    SITE("site", Type.TEXT, "d.site"),
    ZONE("site.zone", Type.TEXT, "s.zone"),
    CUSTOMER("customer", Type.TEXT, "d.customer"),
    LOT("lot", Type.TEXT, "d.lot"),
    VIA("via", Type.TEXT, "d.via"),
    REGISTERED("registered", Type.TIME, "d.registered_at"),
    SYMPTOM("ticket.symptom", Type.TEXTS, "x.symptoms"),
    OPEN("ticket.open", Type.BOOLEAN, "(x.device IS NOT NULL)"),
    FROZEN("frozen", Type.CODE, "x.frozen"),
    ATTRIBUTE("attribute.", Type.TEXT, "d.attributes"),
    REPORTED("reported.", Type.TEXT, "t.attributes");

    final String word;
    final Type type;
    final String sql;

    Name(String word, Type type, String sql) {
      this.word = word;
      this.type = type;
      this.sql = sql;
    }

    boolean hasKeys() {
      return word.endsWith(".");
    }
  }

  static final List<String> FROZEN = List.of("IN_REPAIR", "DISPUTED", "IN_SOAK");

  Type type() {
    return name.type;
  }

  static Optional<Field> find(String word) {
    for (Name name : Name.values()) {
      if (name.hasKeys() && word.startsWith(name.word) && word.length() > name.word.length()) {
        return Optional.of(new Field(name, word.substring(name.word.length())));
      }
      if (!name.hasKeys() && name.word.equals(word)) {
        return Optional.of(new Field(name, ""));
      }
    }
    return Optional.empty();
  }

  /** For people: what could be meant. */
  static List<String> words() {
    var words = new ArrayList<String>();
    for (Name name : Name.values()) {
      words.add(name.hasKeys() ? name.word + "<key>" : name.word);
    }
    return words;
  }

  /** As the language writes it. */
  @Override
  public String toString() {
    return !name.hasKeys()
        ? name.word
        : name.word + (Words.isPlainKey(key) ? key : Words.quote(key));
  }
}

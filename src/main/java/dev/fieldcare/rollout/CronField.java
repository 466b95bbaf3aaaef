package dev.fieldcare.rollout;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** One field of a {@link Cron}: {@code *}, values, ranges, steps, and lists of these. */
final class CronField {
  private final String name;
  private final int least;
  private final int most;
  private final List<String> words;

  private CronField(String name, int least, int most, String words) {
    this.name = name;
    this.least = least;
    this.most = most;
    this.words = words.isEmpty() ? List.of() : Arrays.asList(words.split(",", -1));
  }

  /**
   * The values it has.
   *
   * @param words names of the values from the least on, divided by commas
   */
  static BitSet parse(String name, String text, int least, int most, String words) {
    var field = new CronField(name, least, most, words);
    var values = new BitSet();
    for (String part : text.split(",", -1)) {
      field.add(part, values);
    }
    return values;
  }

  private void add(String part, BitSet values) {
    int slash = part.indexOf('/');
    int step = slash < 0 ? 1 : number(part.substring(slash + 1), 1, most);
    String range = slash < 0 ? part : part.substring(0, slash);
    int first = least;
    int last = most;
    if (!range.equals("*")) {
      int dash = range.indexOf('-');
      first = value(dash < 0 ? range : range.substring(0, dash));
      last = dash >= 0 ? value(range.substring(dash + 1)) : slash < 0 ? first : most;
    }
    // A range may go over the end: FRI-MON, 22-5.
    int length = last >= first ? last - first : last - first + most - least + 1;
    for (int i = 0; i <= length; i += step) {
      int value = first + i;
      values.set(value > most ? value - (most - least + 1) : value);
    }
  }

  private int value(String text) {
    int word = words.indexOf(text);
    return word >= 0 ? word + least : number(text, least, most);
  }

  private int number(String text, int from, int to) {
    if (!text.isEmpty() && text.length() < 6 && text.chars().allMatch(Character::isDigit)) {
      int number = Integer.parseInt(text);
      if (number >= from && number <= to) {
        return number;
      }
    }
    throw Cron.bad("%s: expected %d to %d, found %s".formatted(name, from, to, text));
  }
}

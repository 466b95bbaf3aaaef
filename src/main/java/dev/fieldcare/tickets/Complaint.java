package dev.fieldcare.tickets;

import dev.fieldcare.registry.Device;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a customer's words complain of, as far as they can be read without guessing: one device of
 * theirs by its id or serial number, and one symptom, by its name or by a metric and a direction in
 * the same sentence. Whatever is named twice differently is not named.
 */
record Complaint(@Nullable Device device, @Nullable String symptom) {
  private static final int LONGEST_READ = 20_000;
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{1,63}");
  private static final Pattern SENTENCE = Pattern.compile("[.!?;](?=\\s|$)|[\\n。！？；]");

  private static final List<String> HIGH =
      List.of("high", "hot", "above", "exceeds", "over the limit", "too much", "过高", "偏高", "超过");
  private static final List<String> LOW =
      List.of("low", "below", "under the limit", "too little", "过低", "偏低", "低于");
  private static final List<String> HEAT =
      List.of("overheats", "overheating", "overheated", "too hot", "过热", "发烫", "高温");
  private static final List<String> SILENT =
      List.of("offline", "no data", "is silent", "sends nothing", "离线", "掉线", "没有数据", "无数据");

  /**
   * Reads a text.
   *
   * @param theirs the customer's devices
   * @param metrics what a device measures, by their names
   */
  static Complaint read(
      String text, Collection<Device> theirs, Function<Device, Collection<String>> metrics) {
    String read = text.length() > LONGEST_READ ? text.substring(0, LONGEST_READ) : text;
    Optional<Device> device = device(read, theirs);
    return new Complaint(
        device.orElse(null), device.flatMap(it -> symptom(read, metrics.apply(it))).orElse(null));
  }

  boolean isFault() {
    return device != null && symptom != null;
  }

  private static Optional<Device> device(String text, Collection<Device> theirs) {
    Set<String> words = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    Matcher word = WORD.matcher(text);
    while (word.find()) {
      words.add(word.group().replaceAll("[._:-]+$", ""));
    }
    List<Device> named =
        theirs.stream()
            .filter(each -> isNamed(each.id(), words) || isNamed(each.serial(), words))
            .limit(2)
            .toList();
    return named.size() == 1 ? Optional.of(named.getFirst()) : Optional.empty();
  }

  /** A name without a digit may be a word like any other. */
  private static boolean isNamed(String name, Set<String> words) {
    return name.length() >= 3 && name.matches(".*[0-9].*") && words.contains(name);
  }

  private static Optional<String> symptom(String text, Collection<String> metrics) {
    var found = new TreeSet<String>();
    for (String sentence : SENTENCE.split(text.toLowerCase(Locale.ROOT))) {
      for (String metric : metrics) {
        direction(sentence, metric).ifPresent(way -> found.add(metric + way));
      }
      if (containsAny(sentence, SILENT)) {
        found.add("silence");
      }
    }
    return found.size() == 1 ? Optional.of(found.first()) : Optional.empty();
  }

  private static Optional<String> direction(String sentence, String metric) {
    String plain = metric.toLowerCase(Locale.ROOT);
    String spaced = metric.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    boolean isHeat = plain.endsWith("temperature") && containsAny(sentence, HEAT);
    boolean isNamed =
        sentence.contains(plain)
            || sentence.contains(spaced)
            || (plain.endsWith("temperature") && sentence.contains("温度"));
    if (isHeat || (isNamed && containsAny(sentence, HIGH))) {
      return Optional.of(".high");
    }
    return isNamed && containsAny(sentence, LOW) ? Optional.of(".low") : Optional.empty();
  }

  /** Latin words stand by themselves: there is no "low" in "flow". */
  private static boolean containsAny(String sentence, List<String> words) {
    return words.stream()
        .anyMatch(
            each ->
                each.charAt(0) < 128
                    ? Pattern.compile("(?<![a-z])" + each + "(?![a-z])").matcher(sentence).find()
                    : sentence.contains(each));
  }
}

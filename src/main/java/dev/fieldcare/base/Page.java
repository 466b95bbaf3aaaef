package dev.fieldcare.base;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Some items of a longer list; {@code next} is what to give as {@code after} for those behind. */
public record Page<T>(List<T> items, @Nullable String next) {

  /** Of one more item than the limit, when there are more. */
  public static <T> Page<T> of(List<T> fetched, int limit, Function<T, String> cursor) {
    if (fetched.size() <= limit) {
      return new Page<>(List.copyOf(fetched), null);
    }
    List<T> items = List.copyOf(fetched.subList(0, limit));
    return new Page<>(items, cursor.apply(items.getLast()));
  }
}

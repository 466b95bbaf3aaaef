package dev.fieldcare.rollout.audience;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Await;
import dev.fieldcare.registry.DeviceColumns;
import dev.fieldcare.rollout.RandomFleet;
import dev.fieldcare.rollout.RolloutFixture;
import dev.fieldcare.rollout.audience.Expression.Operator;
import io.vertx.sqlclient.Tuple;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** {@code -Dfilter.seed=… -Dfilter.rounds=…} draws other filters, or more. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FilterSqlTest {
  private static final long SEED = Long.getLong("filter.seed", 20_261_127L);
  private static final int ROUNDS = Integer.getInteger("filter.rounds", 400);

  private final RolloutFixture it = new RolloutFixture();
  private final Random random = new Random(SEED);
  private final RandomFleet fleet = new RandomFleet(it, random);

  @BeforeAll
  void draw() {
    fleet.devices(150, fleet.releases(8));
  }

  @AfterAll
  void close() {
    it.close();
  }

  private Set<String> found(String filter) {
    Select condition = Filter.parse(filter).condition(1);
    var ids = new TreeSet<String>();
    Await.get(
            it.database
                .pool()
                .preparedQuery(
                    "SELECT d.id FROM " + DeviceColumns.FROM + " WHERE " + condition.sql())
                .execute(condition.tuple()))
        .forEach(row -> ids.add(row.getString(0)));
    return ids;
  }

  private Set<String> meant(Predicate<RandomFleet.Member> filter) {
    return fleet.members.values().stream()
        .filter(filter)
        .map(each -> each.device().id())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void the_database_finds_the_devices_that_a_filter_means() {
    int some = 0;
    for (int i = 0; i < ROUNDS; i++) {
      Expression drawn = expression(3);
      Set<String> meant = meant(member -> isTrue(drawn, member));
      assertEquals(meant, found(drawn.toString()), "seed " + SEED + ": " + drawn);
      some += meant.isEmpty() || meant.size() == 150 ? 0 : 1;
    }
    assertTrue(some > ROUNDS / 3, "most filters should tell devices apart, did " + some);
  }

  @Test
  void a_condition_and_its_negation_part_all_devices() {
    for (int i = 0; i < ROUNDS / 4; i++) {
      Expression drawn = expression(2);
      Set<String> all = new TreeSet<>(found(drawn.toString()));
      Set<String> others = found(new Expression.Not(drawn).toString());
      assertTrue(all.stream().noneMatch(others::contains), "seed " + SEED + ": " + drawn);
      all.addAll(others);
      assertEquals(150, all.size(), "seed " + SEED + ": " + drawn);
    }
  }

  @Test
  void versions_compare_as_versions_do() {
    List<String> ascending =
        List.of(
            "",
            "0.9",
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-beta",
            "1.0.0-rc2",
            "1.0.0-rc10",
            "1.0",
            "1.0.1",
            "1.0.1a",
            "1.2",
            "1.9.9",
            "1.10",
            "v2",
            "2.0.0.1",
            "2024.01.15",
            "2024.10.1",
            "20240115",
            "99999999999999999999.1");
    for (int i = 0; i < ascending.size(); i++) {
      for (int j = 0; j < ascending.size(); j++) {
        int compared = compared(ascending.get(i), ascending.get(j));
        assertEquals(
            Integer.compare(i, j), compared, ascending.get(i) + " and " + ascending.get(j));
      }
    }
    for (String[] same :
        new String[][] {{"1.2", "1.2.0"}, {"1", "1.0.0"}, {"v1.2", "1.2"}, {"1.2+b7", "1.2"}}) {
      assertEquals(0, compared(same[0], same[1]), Arrays.toString(same));
    }
  }

  private int compared(String a, String b) {
    var row =
        Await.get(
                it.database
                    .pool()
                    .preparedQuery(
                        "SELECT version_order($1) < version_order($2),"
                            + " version_order($1) = version_order($2)")
                    .execute(Tuple.of(a, b)))
            .iterator()
            .next();
    return row.getBoolean(0) ? -1 : row.getBoolean(1) ? 0 : 1;
  }

  private Expression expression(int depth) {
    int what = depth == 0 ? 3 : random.nextInt(5);
    return switch (what) {
      case 0 -> new Expression.And(parts(depth));
      case 1 -> new Expression.Or(parts(depth));
      case 2 -> new Expression.Not(expression(depth - 1));
      default -> condition();
    };
  }

  private List<Expression> parts(int depth) {
    var parts = new ArrayList<Expression>();
    for (int i = 0; i < 2 + random.nextInt(2); i++) {
      parts.add(expression(depth - 1));
    }
    return parts;
  }

  private Expression condition() {
    Field.Name name = pick(List.of(Field.Name.values()));
    String key = !name.hasKeys() ? "" : pick(List.of("floor", "odd key", "bootloader", "free"));
    var field = new Field(name, key);
    return switch (random.nextInt(6)) {
      case 0 -> new Expression.Exists(field);
      case 1 -> new Expression.In(field, List.of(value(field), value(field), value(field)));
      case 2 ->
          field.type().isText()
              ? new Expression.Like(field, pattern(value(field)))
              : new Expression.Exists(field);
      default -> {
        Operator operator = pick(List.of(Operator.values()));
        if (!field.type().isOrdered() && !operator.isEquality()) {
          operator = Operator.UNEQUAL;
        }
        yield new Expression.Compare(field, operator, value(field));
      }
    };
  }

  /** Mostly something that some device has. */
  private String value(Field field) {
    return switch (field.type()) {
      case BOOLEAN -> pick(List.of("true", "false"));
      case CODE -> pick(Field.FROZEN);
      case VERSION ->
          pick(List.of("1.2.0", "1.10", "0.9", "1.4.0-rc4", "v1.10+build7", "1.3", "1.7.0"));
      case TIME, TEXT, TEXTS -> {
        List<String> there =
            fleet.members.values().stream().flatMap(each -> values(field, each)).sorted().toList();
        yield there.isEmpty() || field.type() != Field.Type.TIME && random.nextInt(8) == 0
            ? pick(List.of("x", "10", "-2.5", "50%", "a'b", "\"", "\\"))
            : pick(there);
      }
    };
  }

  private String pattern(String value) {
    var pattern = new StringBuilder();
    for (char each : value.toCharArray()) {
      switch (random.nextInt(8)) {
        case 0 -> pattern.append(pattern.indexOf("*") >= 0 ? '?' : '*');
        case 1 -> pattern.append('?');
        default -> pattern.append("*?\\".indexOf(each) >= 0 ? "\\" + each : each);
      }
    }
    return random.nextBoolean() ? pattern + "*" : pattern.toString();
  }

  private <T> T pick(List<T> from) {
    return Objects.requireNonNull(from.get(random.nextInt(from.size())));
  }

  // what a filter means, said a second time and in another way

  private boolean isTrue(Expression expression, RandomFleet.Member it) {
    return switch (expression) {
      case Expression.Anything anything -> true;
      case Expression.And and -> and.all().stream().allMatch(each -> isTrue(each, it));
      case Expression.Or or -> or.any().stream().anyMatch(each -> isTrue(each, it));
      case Expression.Not not -> !isTrue(not.of(), it);
      case Expression.Exists exists -> values(exists.field(), it).findAny().isPresent();
      case Expression.In in ->
          values(in.field(), it)
              .anyMatch(
                  each ->
                      in.values().stream()
                          .anyMatch(value -> holds(in.field(), each, Operator.EQUAL, value)));
      case Expression.Like like -> {
        String regex =
            Pattern.compile("\\\\(.)|\\*|\\?|[^*?\\\\]+", Pattern.DOTALL)
                .matcher(like.pattern())
                .replaceAll(
                    part ->
                        java.util.regex.Matcher.quoteReplacement(
                            switch (part.group()) {
                              case "*" -> ".*";
                              case "?" -> ".";
                              default ->
                                  Pattern.quote(
                                      part.group(1) != null ? part.group(1) : part.group());
                            }));
        var compiled = Pattern.compile(regex, Pattern.DOTALL);
        yield values(like.field(), it).anyMatch(each -> compiled.matcher(each).matches());
      }
      case Expression.Compare compare ->
          compare.operator() == Operator.UNEQUAL
              ? values(compare.field(), it)
                  .noneMatch(each -> holds(compare.field(), each, Operator.EQUAL, compare.value()))
              : values(compare.field(), it)
                  .anyMatch(
                      each -> holds(compare.field(), each, compare.operator(), compare.value()));
    };
  }

  private static Stream<String> values(Field field, RandomFleet.Member it) {
    return switch (field.name()) {
      case ID -> Stream.of(it.device().id());
      case SERIAL -> Stream.of(it.device().serial());
      case NAME -> Stream.ofNullable(it.device().name());
      case MODEL -> Stream.of(it.device().model());
      case FIRMWARE -> Stream.ofNullable(it.running());
      case HARDWARE_REVISION -> Stream.ofNullable(it.device().hardwareRevision());
      case SITE -> Stream.ofNullable(it.device().site());
      case ZONE -> Stream.ofNullable(it.zone());
      case CUSTOMER -> Stream.ofNullable(it.device().customer());
      case LOT -> Stream.ofNullable(it.device().lot());
      case VIA -> Stream.ofNullable(it.device().via());
      case REGISTERED -> Stream.of(it.device().registeredAt().toString());
      case SYMPTOM -> it.symptoms().stream();
      case OPEN -> Stream.of(String.valueOf(!it.symptoms().isEmpty()));
      case FROZEN -> Stream.ofNullable(it.frozen());
      case ATTRIBUTE -> Stream.ofNullable(it.device().attributes().get(field.key()));
      case REPORTED -> Stream.ofNullable(it.reported().get(field.key()));
    };
  }

  private static boolean holds(Field field, String found, Operator operator, String value) {
    if (operator == Operator.EQUAL) {
      return field.type() == Field.Type.TIME
          ? Instant.parse(found).equals(Instant.parse(value))
          : found.equals(value);
    }
    Integer compared =
        switch (field.type()) {
          case TIME -> Instant.parse(found).compareTo(Instant.parse(value));
          case VERSION -> versions(found, value);
          default -> texts(found, value);
        };
    return compared != null
        && switch (operator) {
          case LESS -> compared < 0;
          case AT_MOST -> compared <= 0;
          case MORE -> compared > 0;
          case AT_LEAST -> compared >= 0;
          case EQUAL, UNEQUAL -> throw new AssertionError();
        };
  }

  private static @Nullable Integer texts(String found, String value) {
    String number = "-?\\d+(\\.\\d+)?";
    if (value.matches(number)) {
      return found.matches(number) ? new BigDecimal(found).compareTo(new BigDecimal(value)) : null;
    }
    return Arrays.compareUnsigned(
        found.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8));
  }

  /** Versions of the fleet only: three numbers at most, then perhaps -rc and a number. */
  private static int versions(String a, String b) {
    return Arrays.compare(numbers(a), numbers(b));
  }

  private static int[] numbers(String version) {
    String[] parts = version.replace("v", "").replaceAll("\\+.*", "").split("-rc");
    String[] numbers = parts[0].split("\\.");
    int[] all = new int[4];
    for (int i = 0; i < numbers.length; i++) {
      all[i] = Integer.parseInt(numbers[i]);
    }
    all[3] = parts.length == 1 ? Integer.MAX_VALUE : Integer.parseInt(parts[1]);
    return all;
  }
}

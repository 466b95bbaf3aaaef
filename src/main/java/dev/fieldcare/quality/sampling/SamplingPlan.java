package dev.fieldcare.quality.sampling;

import io.vertx.core.json.JsonObject;

/**
 * A single sampling plan: take {@code size} items; accept the lot when at most {@code acceptUpTo}
 * of them are nonconforming.
 *
 * <p>The master tables of ISO 2859-1 are functions of the sum of two indices: of the code letter (A
 * is 0) and of the AQL (0.010 is 0). A sum without a number of its own is an arrow: down to the
 * next letter, or up to the one before, with that letter's sample size. Checked against the
 * published tables; the two cells of the tightened one that do not follow are named below.
 *
 * @param letter the one whose sample size holds, after arrows were followed
 * @param rejectFrom always one more than {@code acceptUpTo}
 */
public record SamplingPlan(char letter, int size, int acceptUpTo, int rejectFrom) {
  private static final String LETTERS = "ABCDEFGHJKLMNPQRS";
  private static final int[] SIZES = {
    2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000, 3150
  };
  private static final int DOWN = -1;
  private static final int UP = -2;
  private static final int[] NORMAL = {1, 2, 3, 5, 7, 10, 14, 21};
  private static final int[] TIGHTENED = {1, 2, 3, 5, 8, 12, 18};

  /** The last letter of normal inspection is R; tightened inspection has S behind it. */
  private static final int LAST_NORMAL = 15;

  private static final int LAST_TIGHTENED = 16;

  /** The plan of a lot; of one that is smaller than the sample, every item. */
  public static SamplingPlan of(int lotSize, InspectionLevel level, Aql aql, Severity severity) {
    if (lotSize < 1 || severity == Severity.DISCONTINUED) {
      throw new IllegalArgumentException("no plan of " + lotSize + " items, " + severity);
    }
    SamplingPlan plan = of(level.letter(lotSize), aql, severity);
    return plan.atMost(lotSize);
  }

  /**
   * The plan of a critical part, stricter than the ordinary one whatever the share nonconforming:
   * the smaller acceptance number with the larger sample. A smaller AQL alone would not do: at
   * letter J, (50, 0) of AQL 0.25 accepts more lots of 10 % than (80, 1) of 0.65.
   */
  public static SamplingPlan critical(
      int lotSize, InspectionLevel level, Aql ordinary, Aql strict, Severity severity) {
    SamplingPlan one = of(lotSize, level, ordinary, severity);
    SamplingPlan other = of(lotSize, level, strict, severity);
    int size = Math.max(one.size, other.size);
    int accept = Math.min(one.acceptUpTo, other.acceptUpTo);
    return new SamplingPlan(
        one.size >= other.size ? one.letter : other.letter, size, accept, accept + 1);
  }

  /** The cell of the master table for a code letter, arrows followed. */
  static SamplingPlan of(char letter, Aql aql, Severity severity) {
    int start = LETTERS.indexOf(letter);
    int step = cell(start, aql.index(), severity) == UP ? -1 : 1;
    int row = follow(start, step, aql, severity);
    if (row < 0) { // the arrow leads out of the table: the nearest plan on the other side
      row = follow(start, -step, aql, severity);
    }
    if (row < 0) {
      throw new IllegalStateException("no plan of " + letter + " at " + aql);
    }
    int accept = cell(row, aql.index(), severity);
    return new SamplingPlan(LETTERS.charAt(row), SIZES[row], accept, accept + 1);
  }

  private static int follow(int start, int step, Aql aql, Severity severity) {
    int last = severity == Severity.TIGHTENED ? LAST_TIGHTENED : LAST_NORMAL;
    for (int row = start; row >= 0 && row <= last; row += step) {
      if (cell(row, aql.index(), severity) >= 0) {
        return row;
      }
    }
    return -1;
  }

  /** The acceptance number, or an arrow. */
  static int cell(int row, int column, Severity severity) {
    return severity == Severity.TIGHTENED ? tightened(row, column) : normal(row, column);
  }

  private static int normal(int row, int column) {
    int sum = row + column;
    if (sum == 14) {
      return 0;
    }
    if (sum >= 17 && sum <= 24) {
      return NORMAL[sum - 17];
    }
    if (sum == 25 && column >= 21) {
      return 30;
    }
    if (sum == 26 && column >= 22) {
      return 44;
    }
    boolean isDown = sum < 14 || (sum == 16 && row < LAST_NORMAL);
    return isDown ? DOWN : UP;
  }

  private static int tightened(int row, int column) {
    int sum = row + column;
    if (row == 0 && column == 15) {
      return DOWN; // letter A at AQL 10, against the rule
    }
    if (row == 15 && column == 1) {
      return UP; // letter R at AQL 0.015, against the rule
    }
    if (sum == 15) {
      return 0;
    }
    if (sum >= 18 && sum <= 24) {
      return TIGHTENED[sum - 18];
    }
    if (sum == 25 && column >= 21) {
      return 27;
    }
    if (sum == 26 && column >= 22) {
      return 41;
    }
    return sum < 18 ? DOWN : UP;
  }

  private SamplingPlan atMost(int lotSize) {
    return size <= lotSize ? this : new SamplingPlan(letter, lotSize, acceptUpTo, rejectFrom);
  }

  public boolean accepts(int nonconforming) {
    return nonconforming <= acceptUpTo;
  }

  /** The probability that a long series of lots with that share nonconforming passes: binomial. */
  public double acceptance(double share) {
    if (share <= 0 || acceptUpTo >= size) {
      return 1;
    }
    if (share >= 1) {
      return 0;
    }
    double term = Math.exp(size * Math.log1p(-share));
    double sum = term;
    for (int k = 1; k <= acceptUpTo; k++) {
      term *= (double) (size - k + 1) / k * share / (1 - share);
      sum += term;
    }
    return Math.min(1, sum);
  }

  public JsonObject json() {
    return new JsonObject()
        .put("letter", String.valueOf(letter))
        .put("n", size)
        .put("ac", acceptUpTo)
        .put("re", rejectFrom);
  }

  public static SamplingPlan fromJson(JsonObject json) {
    return new SamplingPlan(
        json.getString("letter").charAt(0),
        json.getInteger("n"),
        json.getInteger("ac"),
        json.getInteger("re"));
  }
}

package dev.fieldcare.promises;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** In which order commitments are listed. Those without a deadline come last. */
public enum CommitmentOrder {
  NUMBER("number", "id > $1", "id"),
  SOONEST_DUE("due", behind(">", "infinity"), "deadline NULLS LAST, id"),
  LATEST_DUE("-due", behind("<", "-infinity"), "deadline DESC NULLS LAST, id DESC");

  public static final List<String> CODES = Arrays.stream(values()).map(each -> each.code).toList();

  private final String code;
  private final String behind;
  private final String columns;

  CommitmentOrder(String code, String behind, String columns) {
    this.code = code;
    this.behind = behind;
    this.columns = columns;
  }

  public static Optional<CommitmentOrder> find(String code) {
    return Arrays.stream(values()).filter(each -> each.code.equals(code)).findFirst();
  }

  /** What holds for those that come behind the one whose number is $1, 0 for all. */
  String behind() {
    return behind;
  }

  String columns() {
    return columns;
  }

  private static String behind(String comparison, String without) {
    String place = "coalesce(deadline, '" + without + "'), id";
    return "($1::bigint = 0 OR (%s) %s (SELECT %s FROM commitments WHERE id = $1))"
        .formatted(place, comparison, place);
  }
}

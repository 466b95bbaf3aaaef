package dev.fieldcare.firmware;

/** Which release mends which symptom, for those who ask in SQL of their own. */
public final class Fixes {
  private Fixes() {}

  /**
   * A scalar subquery: the version of the newest published release of the model that fixes the
   * symptom, or null.
   *
   * @param model an SQL expression of the model's id
   * @param symptom an SQL expression of the symptom
   */
  public static String fixedIn(String model, String symptom) {
    return """
    (SELECT r.version FROM releases r
     WHERE r.model = %s AND r.state = 'PUBLISHED' AND jsonb_exists(r.fixes, %s)
     ORDER BY r.counter DESC LIMIT 1)\
    """
        .formatted(model, symptom);
  }
}

package dev.fieldcare.registry;

/** Devices with what is known of each, for those who ask in SQL of their own. */
public final class DeviceColumns {
  /**
   * What to select from: devices as {@code d}, and beside each its site as {@code s}, the firmware
   * it reports now as {@code f} and its facts as {@code x}, all null where there is none.
   */
  public static final String FROM =
      """
      devices d
      LEFT JOIN sites s ON s.id = d.site
      LEFT JOIN device_firmware f ON f.device = d.number AND f.to_at IS NULL
      LEFT JOIN device_facts x ON x.device = d.number
      """;

  /** A table: each device, by its number as {@code device}, with its customer. */
  public static final String OWNERS = "(SELECT number AS device, customer FROM devices)";

  /** A table: each open fault ticket of a device, by the device's number, with its symptom. */
  public static final String OPEN_TICKETS =
      """
      (SELECT k.device, u.symptom, u.ticket
        FROM device_facts k, unnest(k.symptoms, k.tickets) u (symptom, ticket))\
      """;

  /** Each version some device reports now, once; found by leaping through an index. */
  private static final String VERSIONS =
      """
      WITH RECURSIVE v (version) AS (
        (SELECT version FROM device_firmware WHERE to_at IS NULL ORDER BY version LIMIT 1)
        UNION ALL
        SELECT (SELECT n.version FROM device_firmware n
          WHERE n.to_at IS NULL AND n.version > v.version ORDER BY n.version LIMIT 1)
        FROM v WHERE v.version IS NOT NULL)
      SELECT version FROM v WHERE version IS NOT NULL\
      """;

  private DeviceColumns() {}

  /**
   * A condition: the version compares so with another, as versions do. Costs one comparison for
   * each version that is out there, however many devices run it.
   *
   * @param version an SQL expression of a version that a device reports now
   * @param operator {@code <}, {@code <=}, {@code >} or {@code >=}
   * @param other an SQL expression of what it is compared with, the same for all devices
   */
  public static String versionIs(String version, String operator, String other) {
    return "%s IN (%s AND version_order(version) %s version_order(%s))"
        .formatted(version, VERSIONS, operator, other);
  }
}

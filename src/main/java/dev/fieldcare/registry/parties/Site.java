package dev.fieldcare.registry.parties;

import dev.fieldcare.registry.Fields;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A place where devices stand.
 *
 * @param divisionCode of the administrative division it lies in, six digits of GB/T 2260
 * @param zone its time zone, as in {@code Asia/Shanghai}
 * @param calendar which days are worked there; null for the one of whoever promises
 * @param remote whether no arrival is promised there; null when that goes by the division code
 * @param latitude of the place, in degrees north of WGS 84; null with the longitude
 * @param longitude in degrees east
 * @param version counts its changes; of one to be saved, the version it must still have, or 0
 */
public record Site(
    String id,
    @Nullable String customer,
    String name,
    @Nullable String address,
    @Nullable String divisionCode,
    String zone,
    @Nullable String calendar,
    @Nullable Boolean remote,
    @Nullable String notes,
    @Nullable Double latitude,
    @Nullable Double longitude,
    int version) {
  static final List<String> KEYS =
      List.of(
          "id",
          "customer",
          "name",
          "address",
          "divisionCode",
          "zone",
          "calendar",
          "remote",
          "notes",
          "latitude",
          "longitude",
          "version");
  private static final Pattern DIVISION = Pattern.compile("[0-9]{6}");

  /** As {@link #json} writes it; all but id and name may be left out. */
  public static Site parse(JsonObject json) {
    var fields = Fields.of(json, "site " + json.getValue("id") + ":", "site.invalid", KEYS);
    String division = fields.findText("divisionCode");
    if (division != null && !DIVISION.matcher(division).matches()) {
      throw fields.refused(
          "divisionCode", "six digits of GB/T 2260, as in 110105", fields.find("divisionCode"));
    }
    String zone = fields.findText("zone");
    if (zone != null && !isZone(zone)) {
      throw fields.refused("zone", "a time zone such as Asia/Shanghai", fields.find("zone"));
    }
    Double latitude = degrees(fields, "latitude", 90);
    Double longitude = degrees(fields, "longitude", 180);
    if ((latitude == null) != (longitude == null)) {
      throw fields.refused(
          latitude == null ? "latitude" : "longitude", "latitude and longitude, or neither", null);
    }
    return new Site(
        fields.getId("id"),
        fields.findId("customer"),
        fields.getText("name", 256),
        fields.findProse("address", 512),
        division,
        zone == null ? "UTC" : zone,
        fields.findId("calendar"),
        fields.findFlag("remote"),
        fields.findProse("notes", 4_000),
        latitude,
        longitude,
        fields.version());
  }

  private static @Nullable Double degrees(Fields fields, String name, int most) {
    Double found = fields.findNumber(name);
    if (found != null && Math.abs(found) > most) {
      throw fields.refused(name, "degrees from -" + most + " to " + most, fields.find(name));
    }
    return found;
  }

  private static boolean isZone(String zone) {
    try {
      ZoneId.of(zone);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  Site withVersion(int stored) {
    return new Site(
        id,
        customer,
        name,
        address,
        divisionCode,
        zone,
        calendar,
        remote,
        notes,
        latitude,
        longitude,
        stored);
  }

  public JsonObject json() {
    return new JsonObject()
        .put("id", id)
        .put("customer", customer)
        .put("name", name)
        .put("address", address)
        .put("divisionCode", divisionCode)
        .put("zone", zone)
        .put("calendar", calendar)
        .put("remote", remote)
        .put("notes", notes)
        .put("latitude", latitude)
        .put("longitude", longitude)
        .put("version", version);
  }
}

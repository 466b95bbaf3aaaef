package dev.fieldcare.api.signin;

import dev.fieldcare.registry.Role;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who may sign in, without what they prove it by.
 *
 * @param standing grows with whatever ends their sessions
 * @param version grows with every change
 */
public record User(
    String name,
    String fullName,
    Role role,
    @Nullable String customer,
    @Nullable String email,
    @Nullable String language,
    boolean hasPassword,
    boolean mustChange,
    boolean hasTotp,
    boolean isOfProvider,
    boolean isDisabled,
    int standing,
    long version,
    Instant createdAt,
    @Nullable Instant signedInAt) {

  static final String COLUMNS =
      "name, full_name, role, customer, email, language, password is not null as has_password,"
          + " must_change, totp_confirmed, openid_subject is not null as of_provider, disabled,"
          + " standing, version, created_at, signed_in_at";

  static User of(Row row) {
    OffsetDateTime signedIn = row.getOffsetDateTime("signed_in_at");
    return new User(
        row.getString("name"),
        row.getString("full_name"),
        Role.find(row.getString("role")).orElse(Role.VIEWER),
        row.getString("customer"),
        row.getString("email"),
        row.getString("language"),
        row.getBoolean("has_password"),
        row.getBoolean("must_change"),
        row.getBoolean("totp_confirmed"),
        row.getBoolean("of_provider"),
        row.getBoolean("disabled"),
        row.getInteger("standing"),
        row.getLong("version"),
        row.getOffsetDateTime("created_at").toInstant(),
        signedIn == null ? null : signedIn.toInstant());
  }

  public JsonObject toJson() {
    return new JsonObject()
        .put("user", name)
        .put("name", fullName)
        .put("role", role.code())
        .put("customer", customer)
        .put("email", email)
        .put("language", language)
        .put("state", isDisabled ? "disabled" : "active")
        .put("local", hasPassword)
        .put("mustChange", mustChange)
        .put("totp", hasTotp)
        .put("openid", isOfProvider)
        .put("createdAt", createdAt.toString())
        .put("signedInAt", signedInAt == null ? null : signedInAt.toString());
  }
}

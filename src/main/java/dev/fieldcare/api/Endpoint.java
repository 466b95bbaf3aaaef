package dev.fieldcare.api;

import dev.fieldcare.registry.Role;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * One row of the table of routes: what may be asked, by whom, with which query parameters.
 *
 * @param path in vertx-web's spelling, {@code /api/v1/devices/:id}
 * @param roles empty for a public one
 * @param query the parameters it knows
 */
record Endpoint(
    HttpMethod method,
    String path,
    Set<Role> roles,
    List<String> query,
    boolean isUpload,
    boolean isStreamed,
    Handler handler) {

  /** What is done for a caller who was let in. */
  interface Handler {
    Future<Reply> handle(Call call);
  }

  static Endpoint get(String path, Set<Role> roles, Handler handler) {
    return new Endpoint(HttpMethod.GET, path, roles, List.of(), false, false, handler);
  }

  static Endpoint post(String path, Set<Role> roles, Handler handler) {
    return new Endpoint(HttpMethod.POST, path, roles, List.of(), false, false, handler);
  }

  static Endpoint put(String path, Set<Role> roles, Handler handler) {
    return new Endpoint(HttpMethod.PUT, path, roles, List.of(), false, false, handler);
  }

  static Endpoint patch(String path, Set<Role> roles, Handler handler) {
    return new Endpoint(HttpMethod.PATCH, path, roles, List.of(), false, false, handler);
  }

  static Endpoint delete(String path, Set<Role> roles, Handler handler) {
    return new Endpoint(HttpMethod.DELETE, path, roles, List.of(), false, false, handler);
  }

  Endpoint query(String... known) {
    return new Endpoint(method, path, roles, List.of(known), isUpload, isStreamed, handler);
  }

  /** Takes a whole file as its body. */
  Endpoint upload() {
    return new Endpoint(method, path, roles, query, true, false, handler);
  }

  /** Reads its body itself, as it comes. */
  Endpoint streamed() {
    return new Endpoint(method, path, roles, query, false, true, handler);
  }

  boolean isPublic() {
    return roles.isEmpty();
  }

  boolean admits(Role role) {
    return roles.contains(role);
  }

  static Set<Role> only(Role first, Role... more) {
    return EnumSet.of(first, more);
  }
}

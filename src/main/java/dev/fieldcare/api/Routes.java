package dev.fieldcare.api;

import static dev.fieldcare.registry.Role.ADMIN;
import static dev.fieldcare.registry.Role.CUSTOMER;

import dev.fieldcare.registry.Role;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The one table of all routes: what may be asked, by whom. */
final class Routes {
  private static final Set<Role> EVERYBODY = EnumSet.allOf(Role.class);
  private static final Set<Role> STAFF = EnumSet.complementOf(EnumSet.of(CUSTOMER));
  private static final Set<Role> ADMINS = EnumSet.of(ADMIN);
  private static final Set<Role> PUBLIC = Set.of();

  private final List<Endpoint> table = new ArrayList<>(Pages.endpoints());

  List<Endpoint> table() {
    return List.copyOf(table);
  }

  Routes add(SystemRoutes system) {
    table.add(Endpoint.get("/health/live", PUBLIC, system::live));
    table.add(Endpoint.get("/health/ready", PUBLIC, system::ready));
    table.add(Endpoint.get("/metrics", STAFF, system::metrics));
    table.add(Endpoint.get("/api/v1/openapi.json", PUBLIC, system::openApi));
    table.add(Endpoint.get("/api/v1/me", EVERYBODY, system::me));
    return this;
  }

  Routes add(TokenRoutes tokens) {
    table.add(Endpoint.get("/api/v1/tokens", ADMINS, tokens::list).query("limit", "after"));
    table.add(Endpoint.post("/api/v1/tokens", ADMINS, tokens::create));
    table.add(Endpoint.delete("/api/v1/tokens/:id", ADMINS, tokens::revoke));
    return this;
  }

  Routes add(StreamRoutes stream) {
    table.add(Endpoint.get("/api/v1/stream", EVERYBODY, stream::open).query("topics"));
    return this;
  }
}

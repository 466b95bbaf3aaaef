package dev.fieldcare.api;

import static dev.fieldcare.registry.Role.ADMIN;
import static dev.fieldcare.registry.Role.CUSTOMER;
import static dev.fieldcare.registry.Role.FIELD_ENGINEER;
import static dev.fieldcare.registry.Role.MANAGER;
import static dev.fieldcare.registry.Role.QUALITY;
import static dev.fieldcare.registry.Role.RELEASE_ENGINEER;
import static dev.fieldcare.registry.Role.SUPPORT;
import static dev.fieldcare.registry.Role.VIEWER;

import dev.fieldcare.registry.Role;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The one table of all routes: what may be asked, by whom. */
final class Routes {
  private static final Set<Role> EVERYBODY = EnumSet.allOf(Role.class);
  private static final Set<Role> STAFF = EnumSet.complementOf(EnumSet.of(CUSTOMER));

  /** Who works on tickets or owns the device; which step is whose is for the ticket's table. */
  private static final Set<Role> WORKERS = EnumSet.complementOf(EnumSet.of(VIEWER));

  private static final Set<Role> DESK = EnumSet.of(ADMIN, MANAGER, SUPPORT);
  private static final Set<Role> FIELD = EnumSet.of(ADMIN, MANAGER, SUPPORT, FIELD_ENGINEER);

  /** Who calls on people at customers, and those themselves. */
  private static final Set<Role> CALLERS =
      EnumSet.of(ADMIN, MANAGER, SUPPORT, FIELD_ENGINEER, CUSTOMER);

  /** Who contracts are made with, and who has to keep to them. */
  private static final Set<Role> PARTNERS = EnumSet.of(ADMIN, MANAGER, SUPPORT, CUSTOMER);

  private static final Set<Role> REPORTERS =
      EnumSet.of(ADMIN, MANAGER, SUPPORT, FIELD_ENGINEER, QUALITY, CUSTOMER);
  private static final Set<Role> REPAIRERS = EnumSet.of(ADMIN, SUPPORT, FIELD_ENGINEER);
  private static final Set<Role> CUSTOMERS = EnumSet.of(CUSTOMER);
  private static final Set<Role> MENDERS =
      EnumSet.of(ADMIN, MANAGER, SUPPORT, FIELD_ENGINEER, QUALITY);
  private static final Set<Role> MANAGERS = EnumSet.of(ADMIN, MANAGER);
  private static final Set<Role> MAKERS = EnumSet.of(ADMIN, RELEASE_ENGINEER);

  /** Who sees to it that no key runs out. */
  private static final Set<Role> KEEPERS = EnumSet.of(ADMIN, MANAGER, RELEASE_ENGINEER);

  /** Who writes rollouts, and who approves them. */
  static final Set<Role> LEADERS = EnumSet.of(ADMIN, MANAGER, RELEASE_ENGINEER);

  private static final Set<Role> UPDATERS =
      EnumSet.of(ADMIN, MANAGER, SUPPORT, FIELD_ENGINEER, RELEASE_ENGINEER);
  private static final Set<Role> CONSENTERS =
      EnumSet.of(ADMIN, MANAGER, SUPPORT, FIELD_ENGINEER, RELEASE_ENGINEER, CUSTOMER);

  /** Customers, and who takes down what they say on the telephone. */
  private static final Set<Role> ANSWERERS = EnumSet.of(ADMIN, MANAGER, SUPPORT, CUSTOMER);

  private static final Set<Role> AUDITORS = EnumSet.of(ADMIN, MANAGER, QUALITY);
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

  Routes add(HouseRoutes house) {
    table.add(Endpoint.get("/api/v1/system", ADMINS, house::system));
    table.add(Endpoint.get("/api/v1/repository/roles", KEEPERS, house::roles));
    return this;
  }

  Routes add(TokenRoutes tokens) {
    table.add(Endpoint.get("/api/v1/tokens", ADMINS, tokens::list).query("limit", "after"));
    table.add(Endpoint.post("/api/v1/tokens", ADMINS, tokens::create));
    table.add(Endpoint.delete("/api/v1/tokens/:id", ADMINS, tokens::revoke));
    return this;
  }

  Routes add(SessionRoutes sessions) {
    table.add(Endpoint.get("/api/v1/signin", PUBLIC, sessions::ways));
    table.add(Endpoint.post("/api/v1/session", PUBLIC, sessions::signIn));
    table.add(Endpoint.get("/api/v1/session", EVERYBODY, sessions::get));
    table.add(Endpoint.delete("/api/v1/session", EVERYBODY, sessions::signOut));
    return this;
  }

  Routes add(OpenIdRoutes openId) {
    table.add(Endpoint.get("/api/v1/signin/openid", PUBLIC, openId::start).query("to"));
    table.add(
        Endpoint.get("/api/v1/signin/openid/callback", PUBLIC, openId::callback)
            .query(
                "code",
                "state",
                "error",
                "error_description",
                "error_uri",
                "iss",
                "session_state",
                "scope",
                "authuser",
                "prompt",
                "hd",
                "client_info"));
    return this;
  }

  Routes add(OwnRoutes own) {
    table.add(Endpoint.post("/api/v1/me/password", EVERYBODY, own::changePassword));
    table.add(Endpoint.post("/api/v1/me/totp", EVERYBODY, own::proposeTotp));
    table.add(Endpoint.post("/api/v1/me/totp/confirmation", EVERYBODY, own::confirmTotp));
    table.add(Endpoint.delete("/api/v1/me/totp", EVERYBODY, own::removeTotp));
    table.add(Endpoint.get("/api/v1/me/tokens", EVERYBODY, own::tokens));
    table.add(Endpoint.post("/api/v1/me/tokens", EVERYBODY, own::createToken));
    table.add(Endpoint.delete("/api/v1/me/tokens/:id", EVERYBODY, own::revokeToken));
    return this;
  }

  Routes add(UserRoutes users) {
    String one = "/api/v1/users/:user";
    table.add(Endpoint.get("/api/v1/users", ADMINS, users::list).query("limit", "after"));
    table.add(Endpoint.post("/api/v1/users", ADMINS, users::create));
    table.add(Endpoint.get(one, ADMINS, users::get));
    table.add(Endpoint.patch(one, ADMINS, users::change));
    table.add(Endpoint.post(one + "/transitions", ADMINS, users::transition));
    table.add(Endpoint.post(one + "/password-resets", ADMINS, users::resetPassword));
    table.add(Endpoint.delete(one + "/totp", ADMINS, users::removeTotp));
    return this;
  }

  Routes add(StreamRoutes stream) {
    table.add(Endpoint.get("/api/v1/stream", EVERYBODY, stream::open).query("topics"));
    return this;
  }

  Routes add(ModelRoutes models) {
    table.add(Endpoint.get("/api/v1/models", EVERYBODY, models::list).query("limit", "after"));
    table.add(Endpoint.get("/api/v1/models/:id", EVERYBODY, models::get));
    table.add(Endpoint.put("/api/v1/models/:id", MAKERS, models::put).query("replaces"));
    table.add(Endpoint.post("/api/v1/models/check", MAKERS, models::check));
    return this;
  }

  Routes add(DeviceRoutes devices) {
    table.add(
        Endpoint.get("/api/v1/devices", EVERYBODY, devices::list)
            .query(
                "model",
                "customer",
                "site",
                "lot",
                "via",
                "q",
                "decommissioned",
                "filter",
                "standing",
                "limit",
                "after"));
    table.add(Endpoint.post("/api/v1/devices", DESK, devices::register));
    table.add(
        Endpoint.post("/api/v1/devices/import", DESK, devices::importCsv).query("dryRun").upload());
    table.add(Endpoint.get("/api/v1/devices/:id", EVERYBODY, devices::get));
    table.add(Endpoint.patch("/api/v1/devices/:id", FIELD, devices::update));
    table.add(Endpoint.delete("/api/v1/devices/:id", MANAGERS, devices::delete));
    table.add(Endpoint.post("/api/v1/devices/:id/transitions", FIELD, devices::transition));
    table.add(Endpoint.post("/api/v1/devices/:id/token-rotations", DESK, devices::rotateToken));
    return this;
  }

  Routes add(EnrolmentRoutes enrolments) {
    String device = "/api/v1/devices/:id";
    table.add(Endpoint.post(device + "/enrolments", DESK, enrolments::invite));
    table.add(Endpoint.get(device + "/certificates", STAFF, enrolments::list));
    table.add(
        Endpoint.post(device + "/certificates/:serial/transitions", DESK, enrolments::transition));
    return this;
  }

  Routes add(ClockRoutes clocks) {
    table.add(Endpoint.get("/api/v1/devices/:id/clock", EVERYBODY, clocks::get));
    return this;
  }

  Routes add(RolloutRoutes rollouts) {
    table.add(
        Endpoint.get("/api/v1/rollouts", STAFF, rollouts::list)
            .query("model", "state", "limit", "after"));
    table.add(Endpoint.post("/api/v1/rollouts", MAKERS, rollouts::create));
    table.add(
        Endpoint.post("/api/v1/rollouts/dry-run", LEADERS, rollouts::dryRun)
            .query("reason", "limit", "after"));
    table.add(Endpoint.get("/api/v1/rollouts/:id", STAFF, rollouts::get));
    table.add(Endpoint.post("/api/v1/rollouts/:id/transitions", LEADERS, rollouts::transition));
    table.add(
        Endpoint.get("/api/v1/rollouts/:id/members", STAFF, rollouts::members)
            .query("state", "wave", "limit", "after"));
    table.add(
        Endpoint.get("/api/v1/rollouts/:id/verdicts", STAFF, rollouts::verdicts)
            .query("limit", "after"));
    return this;
  }

  /** Before those of rollouts, which would take {@code notices} for a rollout. */
  Routes add(NoticeRoutes notices) {
    String all = "/api/v1/rollouts/notices";
    table.add(Endpoint.get(all, EVERYBODY, notices::list).query("limit", "after"));
    table.add(Endpoint.get(all + "/:id", EVERYBODY, notices::get));
    table.add(Endpoint.post(all + "/:id/answers", ANSWERERS, notices::answer));
    table.add(
        Endpoint.get("/api/v1/rollouts/:id/notices", STAFF, notices::ofRollout)
            .query("limit", "after"));
    return this;
  }

  Routes add(ActionRoutes actions) {
    table.add(
        Endpoint.get("/api/v1/actions", EVERYBODY, actions::list)
            .query("device", "open", "limit", "after"));
    table.add(Endpoint.post("/api/v1/actions", UPDATERS, actions::assign));
    table.add(Endpoint.get("/api/v1/actions/:id", EVERYBODY, actions::get));
    table.add(Endpoint.post("/api/v1/actions/:id/transitions", CONSENTERS, actions::transition));
    table.add(Endpoint.get("/api/v1/devices/:id/update", EVERYBODY, actions::update));
    table.add(Endpoint.post("/api/v1/receipts", EVERYBODY, actions::receipt));
    return this;
  }

  Routes add(PackageRoutes packages) {
    table.add(
        Endpoint.get("/api/v1/devices/:id/package", EVERYBODY, packages::ofDevice)
            .query("release"));
    table.add(
        Endpoint.get("/api/v1/models/:id/package", STAFF, packages::ofModel).query("release"));
    return this;
  }

  Routes add(SeriesRoutes series) {
    table.add(
        Endpoint.get("/api/v1/devices/:id/telemetry", EVERYBODY, series::telemetry)
            .query("metric", "from", "to", "every", "limit", "after"));
    table.add(Endpoint.get("/api/v1/devices/:id/metrics", EVERYBODY, series::latest));
    return this;
  }

  Routes add(CustomerRoutes customers) {
    table.add(Endpoint.get("/api/v1/customers", STAFF, customers::list).query("limit", "after"));
    table.add(Endpoint.put("/api/v1/customers/:id", DESK, customers::put));
    return this;
  }

  Routes add(SiteRoutes sites) {
    table.add(
        Endpoint.get("/api/v1/sites", EVERYBODY, sites::list)
            .query("customer", "standing", "limit", "after"));
    table.add(Endpoint.post("/api/v1/sites", DESK, sites::add));
    table.add(
        Endpoint.post("/api/v1/sites/import", DESK, sites::importCsv).query("dryRun").upload());
    table.add(Endpoint.get("/api/v1/sites/:id", EVERYBODY, sites::get));
    table.add(Endpoint.put("/api/v1/sites/:id", DESK, sites::put));
    return this;
  }

  Routes add(ContactRoutes contacts) {
    table.add(
        Endpoint.get("/api/v1/contacts", CALLERS, contacts::list)
            .query("customer", "site", "address", "limit", "after"));
    table.add(Endpoint.post("/api/v1/contacts", DESK, contacts::add));
    table.add(
        Endpoint.post("/api/v1/contacts/import", DESK, contacts::importCsv)
            .query("dryRun")
            .upload());
    table.add(Endpoint.get("/api/v1/contacts/:id", CALLERS, contacts::get));
    table.add(Endpoint.put("/api/v1/contacts/:id", DESK, contacts::put));
    table.add(Endpoint.delete("/api/v1/contacts/:id", DESK, contacts::delete));
    return this;
  }

  Routes add(CalendarRoutes calendars) {
    table.add(Endpoint.get("/api/v1/calendars", EVERYBODY, calendars::list));
    table.add(Endpoint.get("/api/v1/calendars/:id", EVERYBODY, calendars::get));
    table.add(Endpoint.put("/api/v1/calendars/:id", MANAGERS, calendars::put).query("dryRun"));
    table.add(
        Endpoint.post("/api/v1/calendars/:id/notices", MANAGERS, calendars::notice)
            .query("dryRun"));
    return this;
  }

  /** Before those of promises and tickets, which would take these names for an id. */
  Routes add(FigureRoutes figures) {
    table.add(
        Endpoint.get("/api/v1/commitments/rates", STAFF, figures::rates)
            .query("customer", "zone", "from", "to"));
    table.add(
        Endpoint.get("/api/v1/tickets/pareto", STAFF, figures::pareto).query("by", "from", "to"));
    return this;
  }

  Routes add(CommitmentRoutes commitments) {
    table.add(
        Endpoint.get("/api/v1/commitments", EVERYBODY, commitments::list)
            .query(
                "subject", "customer", "kind", "outcome", "dueBefore", "sort", "limit", "after"));
    table.add(Endpoint.get("/api/v1/commitments/:id", EVERYBODY, commitments::get));
    table.add(
        Endpoint.get("/api/v1/commitments/:id/explanation", EVERYBODY, commitments::explanation));
    table.add(
        Endpoint.get("/api/v1/commitments/:id/forecast", STAFF, commitments::forecast)
            .query("stage", "at", "chance"));
    table.add(Endpoint.post("/api/v1/commitments/:id/transitions", FIELD, commitments::transition));
    return this;
  }

  Routes add(StandardRoutes standards) {
    table.add(
        Endpoint.get("/api/v1/standards", STAFF, standards::list)
            .query("device", "contractLine", "contract", "customer", "model"));
    table.add(Endpoint.get("/api/v1/standards/deviations", STAFF, standards::deviations));
    table.add(Endpoint.post("/api/v1/standards/deviations", MANAGERS, standards::set));
    return this;
  }

  Routes add(ContractRoutes contracts) {
    String one = "/api/v1/contracts/:number";
    table.add(
        Endpoint.get("/api/v1/contracts", PARTNERS, contracts::list)
            .query("customer", "limit", "after"));
    table.add(Endpoint.post("/api/v1/contracts", MANAGERS, contracts::add));
    table.add(Endpoint.get(one, PARTNERS, contracts::get));
    table.add(Endpoint.put(one, MANAGERS, contracts::put));
    table.add(Endpoint.get(one + "/lines", PARTNERS, contracts::lines));
    table.add(Endpoint.put(one + "/lines", MANAGERS, contracts::putLines));
    table.add(Endpoint.post(one + "/transitions", MANAGERS, contracts::transition));
    return this;
  }

  Routes add(CoverageRoutes coverages) {
    table.add(
        Endpoint.get("/api/v1/coverages", EVERYBODY, coverages::list)
            .query("device", "limit", "after"));
    table.add(Endpoint.post("/api/v1/coverages", MANAGERS, coverages::open));
    table.add(Endpoint.post("/api/v1/coverages/:id/transitions", MANAGERS, coverages::transition));
    table.add(
        Endpoint.get("/api/v1/devices/:id/entitlement", EVERYBODY, coverages::entitlement)
            .query("at", "cause", "part", "symptom"));
    return this;
  }

  Routes add(GenealogyRoutes genealogy) {
    table.add(Endpoint.post("/api/v1/units/import", DESK, genealogy::importCsv).upload());
    table.add(Endpoint.get("/api/v1/units/:serial/trace", STAFF, genealogy::traceBack).query("at"));
    table.add(Endpoint.get("/api/v1/units/:serial/corrections", STAFF, genealogy::corrections));
    table.add(Endpoint.post("/api/v1/units/:serial/corrections", MENDERS, genealogy::correct));
    table.add(
        Endpoint.get("/api/v1/trace", STAFF, genealogy::trace)
            .query("lot", "supplier", "station", "operator", "from", "to", "limit", "after"));
    table.add(
        Endpoint.get("/api/v1/lots/:id/trace", STAFF, genealogy::traceForward)
            .query("limit", "after"));
    return this;
  }

  Routes add(MaterialRoutes material) {
    table.add(
        Endpoint.get("/api/v1/suppliers", STAFF, material::suppliers).query("limit", "after"));
    table.add(Endpoint.get("/api/v1/suppliers/:id", STAFF, material::supplier));
    table.add(Endpoint.put("/api/v1/suppliers/:id", AUDITORS, material::putSupplier));
    table.add(Endpoint.get("/api/v1/parts", STAFF, material::parts).query("limit", "after"));
    table.add(Endpoint.put("/api/v1/parts/:id", AUDITORS, material::putPart));
    table.add(
        Endpoint.get("/api/v1/lots", STAFF, material::lots)
            .query("part", "supplier", "state", "uninspected", "limit", "after"));
    table.add(Endpoint.post("/api/v1/lots", AUDITORS, material::receive));
    table.add(Endpoint.get("/api/v1/lots/:id", STAFF, material::lot));
    table.add(Endpoint.post("/api/v1/lots/:id/transitions", AUDITORS, material::transition));
    return this;
  }

  Routes add(InspectionRoutes inspections) {
    String one = "/api/v1/inspections/:id";
    table.add(Endpoint.get("/api/v1/inspections/series", STAFF, inspections::series));
    table.add(
        Endpoint.post("/api/v1/inspections/series/resumptions", AUDITORS, inspections::resume));
    table.add(
        Endpoint.get("/api/v1/inspections", STAFF, inspections::list)
            .query("lot", "state", "kind", "overdue", "limit", "after"));
    table.add(Endpoint.post("/api/v1/inspections", AUDITORS, inspections::plan));
    table.add(Endpoint.get(one, STAFF, inspections::get));
    table.add(Endpoint.post(one + "/transitions", AUDITORS, inspections::transition));
    table.add(
        Endpoint.get("/api/v1/nonconformities", STAFF, inspections::nonconformities)
            .query("cause", "lot", "limit", "after"));
    return this;
  }

  Routes add(MakingRoutes making) {
    table.add(
        Endpoint.get("/api/v1/units", STAFF, making::units)
            .query("model", "lot", "state", "limit", "after"));
    table.add(Endpoint.post("/api/v1/units", AUDITORS, making::begin));
    table.add(Endpoint.post("/api/v1/units/:serial/transitions", AUDITORS, making::transition));
    table.add(Endpoint.get("/api/v1/units/:serial/processes", STAFF, making::processes));
    table.add(Endpoint.post("/api/v1/units/:serial/processes", AUDITORS, making::record));
    table.add(Endpoint.get("/api/v1/models/:id/routing", STAFF, making::routing));
    table.add(Endpoint.put("/api/v1/models/:id/routing", AUDITORS, making::putRouting));
    table.add(Endpoint.get("/api/v1/models/:id/certificates", STAFF, making::certificates));
    table.add(Endpoint.post("/api/v1/models/:id/certificates", AUDITORS, making::certify));
    return this;
  }

  Routes add(TestRunRoutes runs) {
    table.add(
        Endpoint.get("/api/v1/testruns", STAFF, runs::list)
            .query("device", "state", "limit", "after"));
    table.add(Endpoint.post("/api/v1/testruns", AUDITORS, runs::start));
    table.add(Endpoint.get("/api/v1/testruns/:id", STAFF, runs::get));
    table.add(Endpoint.post("/api/v1/testruns/:id/transitions", AUDITORS, runs::transition));
    table.add(Endpoint.get("/api/v1/models/:id/testprofile", STAFF, runs::profile));
    table.add(Endpoint.put("/api/v1/models/:id/testprofile", AUDITORS, runs::putProfile));
    return this;
  }

  Routes add(AlarmRoutes alarms) {
    table.add(
        Endpoint.get("/api/v1/alarms", EVERYBODY, alarms::list)
            .query("device", "active", "symptom", "state", "shelved", "limit", "after"));
    table.add(Endpoint.get("/api/v1/alarms/:id", EVERYBODY, alarms::get));
    table.add(Endpoint.post("/api/v1/alarms/:id/transitions", FIELD, alarms::transition));
    table.add(
        Endpoint.get("/api/v1/holds", EVERYBODY, alarms::holds)
            .query("device", "open", "limit", "after"));
    table.add(Endpoint.get("/api/v1/devices/:id/alarms/:symptom", EVERYBODY, alarms::standing));
    table.add(
        Endpoint.post(
            "/api/v1/devices/:id/alarms/:symptom/transitions", FIELD, alarms::transitionOfDevice));
    return this;
  }

  Routes add(StabilityRoutes stability) {
    table.add(
        Endpoint.get("/api/v1/stability/kpis", STAFF, stability::kpis)
            .query("from", "to", "zone", "operators"));
    return this;
  }

  Routes add(WhatIfRoutes whatIf) {
    table.add(Endpoint.post("/api/v1/stability/what-if", STAFF, whatIf::whatIf));
    table.add(Endpoint.post("/api/v1/stability/proposals", STAFF, whatIf::propose));
    table.add(Endpoint.get("/api/v1/stability/jobs/:id", STAFF, whatIf::job));
    return this;
  }

  Routes add(FleetRoutes fleet) {
    table.add(Endpoint.get("/api/v1/fleet", STAFF, fleet::get));
    return this;
  }

  Routes add(ReliabilityRoutes reliability) {
    table.add(
        Endpoint.get("/api/v1/reliability", EVERYBODY, reliability::figures)
            .query(ReliabilityRoutes.filters("by", "firmware", "limit", "after")));
    table.add(
        Endpoint.get("/api/v1/reliability/compare", EVERYBODY, reliability::compare)
            .query(ReliabilityRoutes.filters("a", "b")));
    table.add(
        Endpoint.get("/api/v1/reliability/growth", EVERYBODY, reliability::growth)
            .query(ReliabilityRoutes.filters("firmware", "clock")));
    table.add(Endpoint.post("/api/v1/reliability/life", STAFF, reliability::life));
    table.add(
        Endpoint.get("/api/v1/reliability/life", STAFF, reliability::fieldLife)
            .query(ReliabilityRoutes.filters("firmware", "shape")));
    return this;
  }

  Routes add(TicketRoutes tickets) {
    table.add(
        Endpoint.get("/api/v1/tickets", EVERYBODY, tickets::list).query(TicketRoutes.filters()));
    table.add(Endpoint.get("/api/v1/tickets/:number", EVERYBODY, tickets::get));
    table.add(
        Endpoint.get("/api/v1/tickets/:number/history", EVERYBODY, tickets::history)
            .query("limit", "after"));
    table.add(Endpoint.post("/api/v1/tickets/:number/transitions", WORKERS, tickets::transition));
    table.add(Endpoint.post("/api/v1/tickets/:number/comments", WORKERS, tickets::comment));
    table.add(Endpoint.put("/api/v1/tickets/:number/assignee", DESK, tickets::assign));
    return this;
  }

  Routes add(IntakeRoutes intake) {
    table.add(Endpoint.post("/api/v1/tickets", REPORTERS, intake::open));
    table.add(Endpoint.post("/api/v1/tickets/:number/messages", WORKERS, intake::say));
    return this;
  }

  Routes add(ThreadRoutes threads) {
    table.add(Endpoint.get("/api/v1/tickets/:number/messages/stream", EVERYBODY, threads::open));
    return this;
  }

  Routes add(QuoteRoutes quotes) {
    table.add(
        Endpoint.get("/api/v1/quotes", EVERYBODY, quotes::list)
            .query("ticket", "state", "limit", "after"));
    table.add(Endpoint.post("/api/v1/quotes", REPAIRERS, quotes::draft));
    table.add(Endpoint.get("/api/v1/quotes/:id", EVERYBODY, quotes::get));
    table.add(
        Endpoint.get("/api/v1/quotes/:id/document.pdf", EVERYBODY, quotes::print).query("lang"));
    table.add(Endpoint.post("/api/v1/quotes/:id/transitions", WORKERS, quotes::transition));
    table.add(Endpoint.post("/api/v1/quotes/:id/receipts", REPAIRERS, quotes::receipt));
    table.add(Endpoint.get("/api/v1/tickets/:number/bill", EVERYBODY, quotes::bill));
    return this;
  }

  Routes add(AttachmentRoutes attachments) {
    table.add(
        Endpoint.get("/api/v1/tickets/:number/attachments", EVERYBODY, attachments::ofTicket));
    table.add(
        Endpoint.post("/api/v1/tickets/:number/attachments", REPORTERS, attachments::addToTicket)
            .query("name", "internal")
            .upload());
    table.add(Endpoint.get("/api/v1/attachments/:id", EVERYBODY, attachments::content));
    table.add(Endpoint.post("/api/v1/attachments/:id/erasure", MANAGERS, attachments::erase));
    return this;
  }

  Routes add(ArticleRoutes articles) {
    table.add(
        Endpoint.get("/api/v1/articles", EVERYBODY, articles::list)
            .query("symptom", "model", "state", "q", "limit", "after"));
    table.add(Endpoint.post("/api/v1/articles", MENDERS, articles::add));
    table.add(Endpoint.get("/api/v1/articles/:id", EVERYBODY, articles::get));
    table.add(Endpoint.put("/api/v1/articles/:id", MENDERS, articles::edit));
    table.add(Endpoint.post("/api/v1/articles/:id/transitions", DESK, articles::transition));
    table.add(Endpoint.get("/api/v1/articles/:id/versions", STAFF, articles::versions));
    table.add(Endpoint.get("/api/v1/tickets/:number/articles", EVERYBODY, articles::fitting));
    return this;
  }

  Routes add(PriceRoutes prices) {
    table.add(Endpoint.get("/api/v1/prices", EVERYBODY, prices::list).query("on", "device"));
    return this;
  }

  Routes add(LedgerRoutes ledger) {
    table.add(
        Endpoint.get("/api/v1/ledger", EVERYBODY, ledger::list)
            .query("customer", "outcome", "format", "limit", "after"));
    return this;
  }

  Routes add(SignOffRoutes signOffs) {
    table.add(Endpoint.get("/api/v1/tickets/:number/report", EVERYBODY, signOffs::report));
    table.add(
        Endpoint.get("/api/v1/tickets/:number/report.pdf", EVERYBODY, signOffs::printReport)
            .query("lang"));
    table.add(
        Endpoint.get("/api/v1/signoffs/:id/document.pdf", EVERYBODY, signOffs::print)
            .query("lang"));
    table.add(Endpoint.post("/api/v1/signoffs/codes", WORKERS, signOffs::sendCode));
    table.add(Endpoint.post("/api/v1/signoffs", CUSTOMERS, signOffs::sign));
    table.add(Endpoint.get("/api/v1/signoffs/:id", EVERYBODY, signOffs::get));
    table.add(Endpoint.get("/api/v1/signoffs/:id/verify", EVERYBODY, signOffs::verify));
    return this;
  }

  Routes add(UploadRoutes uploads) {
    table.add(Endpoint.post("/api/v1/uploads", MAKERS, uploads::begin));
    table.add(Endpoint.get("/api/v1/uploads/:id", MAKERS, uploads::get));
    table.add(
        Endpoint.patch("/api/v1/uploads/:id", MAKERS, uploads::append).query("offset").streamed());
    table.add(Endpoint.delete("/api/v1/uploads/:id", MAKERS, uploads::discard));
    table.add(Endpoint.post("/api/v1/uploads/:id/completion", MAKERS, uploads::complete));
    table.add(Endpoint.get("/api/v1/images/:hash", STAFF, uploads::image));
    return this;
  }

  Routes add(ReleaseRoutes releases) {
    table.add(
        Endpoint.get("/api/v1/releases", STAFF, releases::list)
            .query("model", "state", "fixes", "limit", "after"));
    table.add(Endpoint.post("/api/v1/releases", MAKERS, releases::create));
    table.add(Endpoint.get("/api/v1/releases/:id", STAFF, releases::get));
    table.add(
        Endpoint.get("/api/v1/releases/:id/signing-request", MAKERS, releases::signingRequest));
    table.add(Endpoint.post("/api/v1/releases/:id/signatures", MAKERS, releases::sign));
    table.add(Endpoint.post("/api/v1/releases/:id/transitions", MAKERS, releases::transition));
    return this;
  }

  Routes add(TimelineRoutes timeline) {
    table.add(
        Endpoint.get("/api/v1/devices/:id/timeline", EVERYBODY, timeline::list)
            .query("limit", "after"));
    return this;
  }

  Routes add(RosterRoutes roster) {
    table.add(Endpoint.get("/api/v1/roster", STAFF, roster::get));
    table.add(Endpoint.put("/api/v1/roster", MANAGERS, roster::put));
    return this;
  }

  Routes add(LetterRoutes letters) {
    table.add(
        Endpoint.get("/api/v1/letters", DESK, letters::list)
            .query("disposition", "ticket", "limit", "after"));
    table.add(Endpoint.get("/api/v1/letters/:id", DESK, letters::get));
    table.add(Endpoint.get("/api/v1/letters/:id/attachments/:file", DESK, letters::attachment));
    table.add(Endpoint.post("/api/v1/letters/:id/ticket", DESK, letters::turn));
    return this;
  }

  Routes add(WebhookRoutes webhooks) {
    table.add(Endpoint.get("/api/v1/webhooks", ADMINS, webhooks::list));
    table.add(Endpoint.post("/api/v1/webhooks", ADMINS, webhooks::create));
    table.add(Endpoint.get("/api/v1/webhooks/:id", ADMINS, webhooks::get));
    table.add(Endpoint.patch("/api/v1/webhooks/:id", ADMINS, webhooks::update));
    table.add(Endpoint.delete("/api/v1/webhooks/:id", ADMINS, webhooks::delete));
    table.add(Endpoint.post("/api/v1/webhooks/:id/tests", ADMINS, webhooks::test));
    table.add(
        Endpoint.get("/api/v1/deliveries", ADMINS, webhooks::deliveries)
            .query("state", "limit", "after"));
    table.add(Endpoint.post("/api/v1/deliveries/:id/retries", ADMINS, webhooks::retry));
    return this;
  }

  Routes add(MailRoutes mail) {
    table.add(Endpoint.get("/api/v1/mail", ADMINS, mail::get));
    table.add(Endpoint.post("/api/v1/mail/tests", ADMINS, mail::test));
    return this;
  }

  Routes add(JournalRoutes journal) {
    table.add(
        Endpoint.get("/api/v1/journal", AUDITORS, journal::list)
            .query("subject", "verify", "limit", "after"));
    return this;
  }
}

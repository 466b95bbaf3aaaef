package dev.fieldcare.promises.standards;

import dev.fieldcare.promises.coverage.StatutoryRules;
import java.util.Map;

/**
 * The service standard as its file has it.
 *
 * @param rules what else the file says of a parameter: starts, stops, pausable
 */
record VendorStandard(
    String version,
    Map<String, Parameter> parameters,
    Map<String, io.vertx.core.json.JsonObject> rules,
    StatutoryRules statutory) {}

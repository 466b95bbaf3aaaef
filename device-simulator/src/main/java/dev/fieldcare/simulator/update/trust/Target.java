package dev.fieldcare.simulator.update.trust;

import com.fasterxml.jackson.databind.JsonNode;

/** An entry of a targets file: a file to download, and what is said of it. */
record Target(String path, long length, String sha256, JsonNode custom) {

  static Target parse(String path, JsonNode node, String file) {
    String where = file + " " + path;
    Fields.object(node, where);
    return new Target(
        path,
        Fields.number(node, "length", where),
        Fields.sha256(node.path("hashes"), "sha256", where),
        Fields.object(node.path("custom"), where + " custom"));
  }
}

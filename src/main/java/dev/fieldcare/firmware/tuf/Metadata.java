package dev.fieldcare.firmware.tuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fieldcare.base.Json;
import dev.fieldcare.base.Problem;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** A file of TUF metadata: what is said, and who signed it. Not changed once made. */
public final class Metadata {
  public static final String SPEC_VERSION = "1.0.31";

  private final ObjectNode signed;
  private final Map<String, byte[]> signatures;
  private final long version;
  private final Instant expires;
  private final byte[] file;

  private Metadata(ObjectNode signed, Map<String, byte[]> signatures, String name) {
    this(signed, signatures, name, TufJson.write(json(signed, signatures)));
  }

  private Metadata(ObjectNode signed, Map<String, byte[]> signatures, String name, byte[] file) {
    this.signed = signed;
    this.file = file;
    this.signatures = signatures;
    if (!signed.path("version").canConvertToLong() || signed.path("version").longValue() < 1) {
      throw TufJson.bad(name + ": expected a version, found " + signed.path("version"));
    }
    this.version = signed.path("version").longValue();
    try {
      this.expires = Instant.parse(signed.path("expires").asText());
    } catch (DateTimeParseException e) {
      throw TufJson.bad(name + ": expected when it expires, found " + signed.path("expires"));
    }
    if (!signed.path("_type").isTextual()) {
      throw TufJson.bad(name + ": expected a _type, found " + signed.path("_type"));
    }
    if (!signed.path("spec_version").asText().startsWith("1.")) {
      throw TufJson.bad(name + ": expected TUF 1, found " + signed.path("spec_version"));
    }
  }

  /** Something to be said, not yet signed. */
  public static Metadata unsigned(ObjectNode signed) {
    return new Metadata(signed, Map.of(), signed.path("_type").asText());
  }

  /** The beginning of every file: type, version, expiry. */
  public static ObjectNode head(String type, long version, Instant expires) {
    return Json.mapper()
        .createObjectNode()
        .put("_type", type)
        .put("spec_version", SPEC_VERSION)
        .put("version", version)
        .put("expires", expires.truncatedTo(ChronoUnit.SECONDS).toString());
  }

  /**
   * Reads a file; signatures are not checked yet.
   *
   * @param name the file, for messages
   * @throws Problem {@code tuf.json}
   */
  public static Metadata parse(byte[] bytes, String name) {
    return parse(TufJson.parse(bytes, name), bytes.clone(), name);
  }

  /** The same of JSON that came inside other JSON. */
  public static Metadata parse(JsonNode json, String name) {
    return parse(json, TufJson.write(json), name);
  }

  private static Metadata parse(JsonNode json, byte[] file, String name) {
    if (!(json.path("signed") instanceof ObjectNode signed)) {
      throw TufJson.bad(name + ": expected a signed part, found none");
    }
    if (!json.path("signatures").isArray()) {
      throw TufJson.bad(name + ": expected a list of signatures, found none");
    }
    var signatures = new LinkedHashMap<String, byte[]>();
    for (JsonNode each : json.path("signatures")) {
      String key = each.path("keyid").asText();
      try {
        if (signatures.put(key, HexFormat.of().parseHex(each.path("sig").asText())) != null) {
          throw TufJson.bad(name + ": the key " + key + " signs twice");
        }
      } catch (IllegalArgumentException e) {
        throw TufJson.bad(name + ": expected hex digits of a signature, found others");
      }
    }
    return new Metadata(signed, signatures, name, file);
  }

  /** The same, signed by these, too. */
  public Metadata signedBy(Collection<? extends Signer> signers) {
    byte[] message = message();
    var all = new LinkedHashMap<>(signatures);
    for (Signer signer : signers) {
      all.put(signer.key().id(), signer.sign(message));
    }
    return new Metadata(signed, all, type());
  }

  /** The same with a signature made elsewhere; unchecked. */
  public Metadata with(String keyId, byte[] signature) {
    var all = new LinkedHashMap<>(signatures);
    all.put(keyId, signature);
    return new Metadata(signed, all, type());
  }

  /** What is signed: the canonical form. */
  public byte[] message() {
    return TufJson.canonical(signed);
  }

  /** The file, to the byte as it was read. */
  public byte[] bytes() {
    return file.clone();
  }

  public ObjectNode json() {
    return json(signed, signatures).deepCopy();
  }

  private static ObjectNode json(ObjectNode signed, Map<String, byte[]> signatures) {
    ObjectNode json = Json.mapper().createObjectNode();
    json.set("signed", signed);
    var list = json.putArray("signatures");
    signatures.forEach(
        (key, value) ->
            list.addObject().put("keyid", key).put("sig", HexFormat.of().formatHex(value)));
    return json;
  }

  /** A copy of what is said. */
  public ObjectNode signed() {
    return signed.deepCopy();
  }

  Map<String, byte[]> signatures() {
    return signatures;
  }

  public java.util.Set<String> signedKeyIds() {
    return java.util.Collections.unmodifiableSet(signatures.keySet());
  }

  public String type() {
    return signed.path("_type").asText();
  }

  public long version() {
    return version;
  }

  public Instant expires() {
    return expires;
  }

  /** How a file above names this one: version, length and hash. */
  public static ObjectNode meta(long version, byte[] file) {
    ObjectNode meta = Json.mapper().createObjectNode().put("version", version);
    meta.put("length", file.length).putObject("hashes").put("sha256", Json.sha256Hex(file));
    return meta;
  }
}

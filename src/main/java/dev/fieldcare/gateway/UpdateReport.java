package dev.fieldcare.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import dev.fieldcare.base.Json;
import dev.fieldcare.base.Problem;
import dev.fieldcare.rollout.ActionState;
import dev.fieldcare.rollout.Evidence;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What a device reports of an action on {@code update/report}, as evidence. */
record UpdateReport(long action, Evidence evidence) {
  private static final String STATES =
      "downloading, verifying, installing, rebooting, confirmed, rolled_back, failed or canceled";
  private static final int LONGEST = 500;
  private static final ObjectMapper CBOR = CBORMapper.builder().build();

  /**
   * @throws Problem saying what was expected
   */
  static UpdateReport read(byte[] payload, @Nullable String contentType) {
    if (!Decoder.isKnown(contentType)) {
      throw bad("expected application/json or application/cbor");
    }
    boolean isCbor = contentType != null && contentType.contains("cbor");
    JsonNode report;
    try {
      report = (isCbor ? CBOR : Json.mapper()).readTree(payload);
    } catch (IOException e) {
      throw bad("expected " + (isCbor ? "CBOR" : "JSON") + ", found something else");
    }
    if (report == null || !report.isObject()) {
      throw bad("expected an object");
    }
    return new UpdateReport(action(report), evidence(report));
  }

  private static long action(JsonNode report) {
    try {
      return Long.parseLong(report.path("action").asText(""));
    } catch (NumberFormatException e) {
      throw bad("action: expected the number of the action");
    }
  }

  private static Evidence evidence(JsonNode report) {
    String state = report.path("state").asText("");
    JsonNode progress = report.path("progress");
    Double share =
        progress.isNumber() && progress.doubleValue() >= 0 && progress.doubleValue() <= 1
            ? progress.doubleValue()
            : null;
    return switch (state) {
      case "downloading" -> new Evidence.Progress(ActionState.DOWNLOADING, share, state);
      case "verifying" -> new Evidence.Progress(ActionState.DOWNLOADED, share, state);
      case "downloaded" -> new Evidence.Fetched(share, state);
      case "installing" -> new Evidence.Progress(ActionState.INSTALLING, share, state);
      case "rebooting" -> new Evidence.Progress(ActionState.REBOOTING, share, state);
      case "confirmed" -> new Evidence.Claimed(false, state);
      case "rolled_back" -> new Evidence.RolledBack(error(report), state + ": " + error(report));
      case "failed" -> new Evidence.Failed(error(report), state + ": " + error(report));
      case "canceled" -> new Evidence.CancelAccepted(state);
      default -> throw bad("state: expected " + STATES + ", found " + Texts.shown(state));
    };
  }

  private static String error(JsonNode report) {
    JsonNode error = report.path("error");
    String text = error.path("code").asText("UNKNOWN") + ": " + error.path("detail").asText("");
    String clean = text.replace('\0', '?');
    return clean.length() > LONGEST ? clean.substring(0, LONGEST) + "…" : clean;
  }

  private static Problem bad(String words) {
    return Problem.badInput("update.report", "update/report: " + words);
  }
}

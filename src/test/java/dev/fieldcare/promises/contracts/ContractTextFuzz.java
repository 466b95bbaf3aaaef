package dev.fieldcare.promises.contracts;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.fieldcare.base.Problem;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;

/** Whatever is sent as a contract, it is either read, and then as written, or refused. */
class ContractTextFuzz {

  @FuzzTest
  void a_contract_is_read_and_written_back_or_refused(byte[] bytes) {
    Contract contract;
    try {
      contract = parse(new JsonObject(new String(bytes, StandardCharsets.UTF_8)));
    } catch (Problem | DecodeException refused) {
      return;
    }
    JsonObject written = contract.json(Instant.EPOCH);
    if (contract.version() == 0) {
      written.remove("version");
    }
    if (!parse(written).equals(contract)) {
      throw new AssertionError(contract + " became another");
    }
  }

  private static Contract parse(JsonObject json) {
    return ContractText.parse(json, calendar -> ZoneId.of("Asia/Shanghai"));
  }
}

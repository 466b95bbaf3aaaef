package dev.fieldcare.commands;

import dev.fieldcare.base.Json;
import dev.fieldcare.base.Problem;
import dev.fieldcare.firmware.tuf.AtomicFiles;
import dev.fieldcare.firmware.tuf.JsonDifference;
import dev.fieldcare.firmware.tuf.KeyFiles;
import dev.fieldcare.firmware.tuf.KeyToken;
import dev.fieldcare.firmware.tuf.Metadata;
import dev.fieldcare.firmware.tuf.Signer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Adds signatures to a file. */
@Command(
    name = "sign",
    description = "Adds signatures to a file of metadata, after showing what it says.",
    mixinStandardHelpOptions = true)
final class KeysSignCommand implements Callable<Integer> {
  private static final String IN_TOKEN = "pkcs11:";

  @Spec private CommandSpec spec;
  @Mixin private KeyHolder holder;

  @Parameters(paramLabel = "FILE", description = "What is to be signed; it is replaced.")
  private Path file;

  @Option(
      names = "--key",
      paramLabel = "PEM",
      required = true,
      description = "A key's file, or pkcs11:LABEL for one in the token; repeatable.")
  private List<String> keys = new ArrayList<>();

  @Option(
      names = "--against",
      paramLabel = "FILE",
      description = "What was signed last, to be compared with.")
  private @Nullable Path against;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  KeysSignCommand() {}

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    Metadata metadata = Metadata.parse(AtomicFiles.get(file), file.toString());
    out.println(
        metadata.type() + " version " + metadata.version() + ", until " + metadata.expires());
    out.println("  SHA-256 of what is signed: " + Json.sha256Hex(metadata.message()));
    Path last = against;
    var before =
        last == null
            ? Json.mapper().createObjectNode()
            : Metadata.parse(AtomicFiles.get(last), last.toString()).signed();
    JsonDifference.between(before, metadata.signed()).forEach(line -> out.println("  " + line));
    out.flush();
    holder.agree();
    var signers = new ArrayList<Signer>();
    keys.forEach(key -> signers.add(signer(key)));
    AtomicFiles.write(file, metadata.signedBy(signers).bytes());
    out.println("wrote " + file + ", signed by " + signers.stream().map(Signer::key).toList());
    return 0;
  }

  private Signer signer(String key) {
    if (!key.startsWith(IN_TOKEN)) {
      return KeyFiles.read(Path.of(key), holder.password(false));
    }
    KeyToken token = holder.token();
    if (token == null) {
      throw Problem.badInput("keys.token", key + ": expected --pkcs11 with the token it is in");
    }
    return token.get(key.substring(IN_TOKEN.length()));
  }
}

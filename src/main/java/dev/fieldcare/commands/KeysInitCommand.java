package dev.fieldcare.commands;

import dev.fieldcare.base.Problem;
import dev.fieldcare.firmware.tuf.Ceremony;
import dev.fieldcare.firmware.tuf.KeyFolder;
import dev.fieldcare.firmware.tuf.KeyToken;
import dev.fieldcare.firmware.tuf.TufKey;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes the first keys and roots. */
@Command(
    name = "init",
    description = {
      "Makes the offline and online keys and the first roots.",
      "Then copy DIR/online to the server, and set firmware.keys.dir to it. DIR/offline stays."
    },
    mixinStandardHelpOptions = true)
final class KeysInitCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private KeyHolder holder;

  @Parameters(paramLabel = "DIR", description = "A folder that does not exist yet.")
  private Path directory;

  @Option(names = "--root", description = "Root keys: m/n, of which m must sign. 2/3 without it.")
  private String root = "2/3";

  @Option(names = "--targets", description = "Keys that delegate to models. 1/1 without it.")
  private String targets = "1/1";

  @Option(
      names = "--model",
      paramLabel = "MODEL=m/n",
      description = "A model and the keys that sign its releases; repeatable.")
  private Map<String, String> models = new LinkedHashMap<>();

  @Option(
      names = "--algorithm",
      description = "ED25519, or ECDSA_P256 as keys in a token always are.")
  private TufKey.@Nullable Algorithm algorithm;

  @Option(names = "--days", description = "How long what is signed now holds.")
  private int days = 365;

  @Option(
      names = "--online-password-file",
      paramLabel = "FILE",
      description = "The password of the server's keys, for firmware.keys.passwordFile.")
  private @Nullable Path onlinePassword;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  KeysInitCommand() {}

  @Override
  public Integer call() {
    KeyToken token = holder.token();
    if (token != null && algorithm == TufKey.Algorithm.ED25519) {
      throw Problem.badInput("keys.algorithm", "expected ECDSA_P256 in a token, found ED25519");
    }
    var folder = new KeyFolder(directory);
    Duration validity = Duration.ofDays(days);
    Ceremony ceremony =
        token == null
            ? new Ceremony(folder, Clock.systemUTC(), validity, holder.password(true))
            : new Ceremony(folder, Clock.systemUTC(), validity, token);
    var beginning =
        new Ceremony.Beginning(
            Ceremony.Quorum.parse(root),
            Ceremony.Quorum.parse(targets),
            quorums(models),
            algorithm != null
                ? algorithm
                : token == null ? TufKey.Algorithm.ED25519 : TufKey.Algorithm.ECDSA_P256);
    List<Ceremony.Draft> drafts =
        ceremony.begin(beginning, onlinePassword == null ? null : KeyHolder.read(onlinePassword));
    holder.sign(drafts, holder.offline(folder), folder, spec.commandLine().getOut());
    return 0;
  }

  static Map<String, Ceremony.Quorum> quorums(Map<String, String> models) {
    var quorums = new LinkedHashMap<String, Ceremony.Quorum>();
    models.forEach((model, text) -> quorums.put(model, Ceremony.Quorum.parse(text)));
    return quorums;
  }
}

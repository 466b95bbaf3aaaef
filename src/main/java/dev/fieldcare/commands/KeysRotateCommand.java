package dev.fieldcare.commands;

import dev.fieldcare.firmware.tuf.AtomicFiles;
import dev.fieldcare.firmware.tuf.Ceremony;
import dev.fieldcare.firmware.tuf.KeyFolder;
import dev.fieldcare.firmware.tuf.KeyToken;
import dev.fieldcare.firmware.tuf.Metadata;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Replaces keys, names new models, renews. */
@Command(
    name = "rotate",
    description = {
      "Revokes keys and puts new ones in their place, or none; changes how many must sign;",
      "delegates to new models; renews expiries.",
      "Then copy what is new in DIR/online to the server; it takes it up within a minute."
    },
    mixinStandardHelpOptions = true)
final class KeysRotateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private KeyHolder holder;

  @Parameters(paramLabel = "DIR", description = "The folder made by init.")
  private Path directory;

  @Option(names = "--revoke", paramLabel = "KEY", description = "A key's name or id; repeatable.")
  private List<String> revoked = new ArrayList<>();

  @Option(
      names = "--remove",
      paramLabel = "KEY",
      description = "As --revoke, but without a new key in its place; repeatable.")
  private List<String> removed = new ArrayList<>();

  @Option(
      names = "--quorum",
      paramLabel = "ROLE=m/n",
      description =
          "Of root, targets or a model: how many keys there shall be, and how many of them must"
              + " sign; repeatable.")
  private Map<String, String> quorums = new LinkedHashMap<>();

  @Option(
      names = "--model",
      paramLabel = "MODEL=m/n",
      description = "A new model and the keys that sign its releases; repeatable.")
  private Map<String, String> models = new LinkedHashMap<>();

  @Option(names = "--renew", description = "Sign everything anew, for a later expiry.")
  private boolean renew;

  @Option(
      names = "--published",
      paramLabel = "FILE",
      description =
          "A model's file as the server publishes it, {n}.{model}.json, to be signed anew by new"
              + " keys; repeatable.")
  private List<Path> published = new ArrayList<>();

  @Option(names = "--days", description = "How long what is signed now holds.")
  private int days = 365;

  @Option(
      names = "--online-password-file",
      paramLabel = "FILE",
      description = "The password of the server's keys.")
  private @Nullable Path onlinePassword;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  KeysRotateCommand() {}

  @Override
  public Integer call() {
    var folder = new KeyFolder(directory);
    var asked = new LinkedHashMap<>(models);
    asked.putAll(quorums);
    var change =
        new Ceremony.Change(
            ids(folder, revoked), ids(folder, removed), KeysInitCommand.quorums(asked), renew);
    // opened before anything is made, so that a wrong password leaves everything as it was
    holder.offline(folder);
    KeyToken token = holder.token();
    Duration validity = Duration.ofDays(days);
    Ceremony ceremony =
        token == null
            ? new Ceremony(folder, Clock.systemUTC(), validity, holder.password(false))
            : new Ceremony(folder, Clock.systemUTC(), validity, token);
    List<Ceremony.Draft> drafts =
        ceremony.rotate(
            change,
            publishedByModel(),
            onlinePassword == null ? null : KeyHolder.read(onlinePassword));
    holder.sign(drafts, holder.offline(folder), folder, spec.commandLine().getOut());
    return 0;
  }

  private static Set<String> ids(KeyFolder folder, List<String> names) {
    var ids = new LinkedHashSet<String>();
    names.forEach(each -> ids.add(folder.get(each).id()));
    return ids;
  }

  private Map<String, Metadata> publishedByModel() {
    var found = new LinkedHashMap<String, Metadata>();
    for (Path file : published) {
      String name = String.valueOf(file.getFileName());
      String model = name.replaceFirst("^\\d+\\.", "").replaceFirst("\\.json$", "");
      found.put(model, Metadata.parse(AtomicFiles.get(file), name));
    }
    return found;
  }
}

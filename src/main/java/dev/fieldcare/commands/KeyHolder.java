package dev.fieldcare.commands;

import dev.fieldcare.base.Problem;
import dev.fieldcare.firmware.tuf.Ceremony;
import dev.fieldcare.firmware.tuf.KeyFolder;
import dev.fieldcare.firmware.tuf.KeyToken;
import dev.fieldcare.firmware.tuf.Signer;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The person at the keys: knows the password, looks at what is to be signed, and says yes. */
final class KeyHolder {
  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "The file with the password of the offline keys; without it you are asked.")
  private @Nullable Path passwordFile;

  @Option(
      names = "--yes",
      description = "Sign without asking; digest and differences are shown all the same.")
  private boolean yes;

  @Option(
      names = "--pkcs11",
      paramLabel = "CONFIG",
      description = "A configuration of SunPKCS11: offline keys are made and used in its token.")
  private @Nullable Path configuration;

  @Option(
      names = "--pin-file",
      paramLabel = "FILE",
      description = "The file with the token's PIN; without it you are asked.")
  private @Nullable Path pinFile;

  private @Nullable KeyToken opened;
  private char @Nullable [] known;

  /** The token that holds offline keys, signed in to; null where they are files. */
  @Nullable KeyToken token() {
    Path wanted = configuration;
    if (wanted != null && opened == null) {
      char[] pin =
          pinFile != null
              ? read(pinFile)
              : console("--pin-file").readPassword("PIN of the token: ");
      opened = KeyToken.open(wanted, pin == null ? new char[0] : pin);
    }
    return opened;
  }

  /** The offline keys that are here: in the token, in files, or both. */
  List<Signer> offline(KeyFolder folder) {
    var signers = new ArrayList<Signer>();
    KeyToken token = token();
    if (token != null) {
      signers.addAll(token.all());
    }
    if (folder.hasOfflineFiles()) {
      signers.addAll(folder.open(password(false)));
    }
    return signers;
  }

  /** The password of the offline keys; a new one is asked for twice. */
  char[] password(boolean isNew) {
    if (passwordFile != null) {
      return read(passwordFile);
    }
    if (known != null) {
      return known;
    }
    Console console = console("--password-file");
    char[] password = console.readPassword("Password of the offline keys: ");
    if (isNew && !java.util.Arrays.equals(password, console.readPassword("Once more: "))) {
      throw Problem.badInput("keys.password", "the two passwords differ");
    }
    if (password == null || password.length < 8) {
      throw Problem.badInput("keys.password", "a password: expected 8 characters or more");
    }
    known = password;
    return password;
  }

  /** Asks whether what was shown is to be signed. */
  void agree() {
    if (!yes && !"yes".equals(console("--yes").readLine("%nSign? Type yes: "))) {
      throw Problem.conflict("keys.refused", "nothing was signed");
    }
  }

  static char[] read(Path file) {
    try {
      return Files.readString(file).strip().toCharArray();
    } catch (IOException e) {
      throw Problem.badInput("keys.password", file + ": expected a password: " + e);
    }
  }

  private static Console console(String otherwise) {
    Console console = System.console();
    if (console == null) {
      throw Problem.badInput("keys.console", "there is no console to ask at: give " + otherwise);
    }
    return console;
  }

  /** Shows each draft, asks, signs and writes them. */
  void sign(
      List<Ceremony.Draft> drafts,
      Collection<? extends Signer> keys,
      KeyFolder folder,
      PrintWriter out) {
    for (Ceremony.Draft draft : drafts) {
      out.println();
      out.println(draft.file().getFileName() + ", until " + draft.metadata().expires());
      out.println("  SHA-256 of what is signed: " + draft.digest());
      draft.differences().forEach(line -> out.println("  " + line));
    }
    out.flush();
    agree();
    for (Ceremony.Draft draft : drafts) {
      Ceremony.Draft signed = draft.signedBy(keys);
      out.println(
          "wrote "
              + signed.write()
              + ", signed by "
              + signed.metadata().signedKeyIds().stream().map(folder::nameOf).toList());
    }
  }
}

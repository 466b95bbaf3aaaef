package dev.fieldcare.simulator.update;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.fieldcare.simulator.update.boot.Slot;
import dev.fieldcare.simulator.update.disk.Disk;
import dev.fieldcare.simulator.update.disk.Durable;
import dev.fieldcare.simulator.update.trust.Refusal;
import dev.fieldcare.simulator.update.trust.Rule;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Brings the bytes of one image into the idle slot, resumed where the power or the network went
 * away, and makes sure of them: not one too many, exactly the hash, and the same when read back.
 *
 * <p>Every so many bytes what was written is made durable and then the place noted down; a resumed
 * download reads the bytes before the note back into its hash and goes on from there. The note is
 * never trusted: the whole slot is hashed again at the end.
 */
public final class SlotWriter {
  private static final String NOTE = "download.json";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Disk disk;
  private final Slot slot;
  private final int chunk;
  private final long noteEvery;
  private final Progress progress;

  /** Hears how far it is, 0 to 1. */
  public interface Progress {
    void at(double share);
  }

  /** How far a download came. */
  private record Note(String sha256, long at, String validator) {}

  /**
   * @param chunk how many bytes are written at once
   * @param noteEvery how many bytes may be lost with the power
   */
  public SlotWriter(Disk disk, Slot slot, int chunk, long noteEvery, Progress progress) {
    this.disk = disk;
    this.slot = slot;
    this.chunk = chunk;
    this.noteEvery = noteEvery;
    this.progress = progress;
  }

  /** Fetches and writes; when it returns the slot holds exactly the image, durably. */
  public void write(ImageSource source, String file, long length, String sha256)
      throws IOException {
    Note note = note(sha256);
    boolean resumed = note.at() > 0;
    try {
      writeFrom(note, source, file, length, sha256);
    } catch (Refusal e) {
      forget(); // or every later try would resume what is wrong
      if (!resumed || e.rule() != Rule.HASH) {
        throw e;
      }
      // the part from before the interruption may be what was wrong
      writeFrom(new Note(sha256, 0, ""), source, file, length, sha256);
    }
  }

  private void writeFrom(Note note, ImageSource source, String file, long length, String sha256)
      throws IOException {
    if (note.at() >= length) { // all of it was noted; only the check is left
      requireHash(file, sha256, Hash.hex(begin(note.at())));
      verify(length, sha256);
      return;
    }
    try (ImageSource.Content content = source.open(file, note.at(), note.validator())) {
      long from = content.from() == note.at() ? note.at() : 0;
      if (content.from() != from) {
        throw new IOException(file + ": asked from byte " + from + ", got from " + content.from());
      }
      MessageDigest digest = begin(from);
      copy(content, from, length, sha256, digest);
      requireHash(file, sha256, Hash.hex(digest));
    }
    verify(length, sha256);
  }

  /** Writes an image that is made here, as by a patch. */
  public void writeMade(InputStream made, String what, long length, String sha256)
      throws IOException {
    MessageDigest digest = begin(0);
    copy(new ImageSource.Content(made, 0, ""), 0, length, "", digest);
    requireHash(what, sha256, Hash.hex(digest));
    verify(length, sha256);
  }

  private static void requireHash(String what, String expected, String found) {
    if (!found.equals(expected)) {
      throw new Refusal(Rule.HASH, what + ": expected SHA-256 " + expected + ", found " + found);
    }
  }

  private MessageDigest begin(long from) throws IOException {
    if (from == 0) {
      forget();
      disk.delete(slot.file());
      disk.write(slot.file(), 0, new byte[0], 0);
      disk.syncNames();
    }
    return Durable.digest(disk, slot.file(), from);
  }

  /**
   * @param noted the hash to note the progress under; empty not to
   */
  private void copy(
      ImageSource.Content content, long from, long length, String noted, MessageDigest digest)
      throws IOException {
    var buffer = new byte[chunk];
    long at = from;
    long durable = from;
    while (true) {
      int read = content.bytes().readNBytes(buffer, 0, (int) Math.min(chunk, length - at + 1));
      if (read == 0) {
        break;
      }
      if (at + read > length) {
        throw new Refusal(Rule.ENDLESS, "more than the " + length + " bytes that were signed for");
      }
      disk.write(slot.file(), at, buffer, read);
      digest.update(buffer, 0, read);
      at += read;
      if (at - durable >= noteEvery && !noted.isEmpty()) {
        disk.sync(slot.file());
        remember(new Note(noted, at, content.validator()));
        durable = at;
      }
      progress.at((double) at / length);
    }
    disk.sync(slot.file());
    if (at < length) {
      throw new Refusal(Rule.HASH, "expected " + length + " bytes, only " + at + " came");
    }
  }

  /** Reads back what was written. */
  private void verify(long length, String sha256) throws IOException {
    String found = Hash.hex(Durable.digest(disk, slot.file(), length));
    if (disk.length(slot.file()) != length || !found.equals(sha256)) {
      throw new Refusal(Rule.WRITE, slot.file() + " reads back as " + found + ", not " + sha256);
    }
  }

  private Note note(String sha256) throws IOException {
    Optional<byte[]> bytes = Durable.read(disk, NOTE);
    if (bytes.isPresent()) {
      Note kept = JSON.readValue(bytes.get(), Note.class);
      if (kept.sha256().equals(sha256) && disk.length(slot.file()) >= kept.at()) {
        return kept;
      }
    }
    return new Note(sha256, 0, "");
  }

  private void remember(Note note) throws IOException {
    Durable.replace(disk, NOTE, JSON.writeValueAsBytes(note));
  }

  /** There is nothing to resume any more. */
  public void forget() throws IOException {
    disk.delete(NOTE);
    disk.syncNames();
  }
}

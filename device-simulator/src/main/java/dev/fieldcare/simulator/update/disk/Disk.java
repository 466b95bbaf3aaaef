package dev.fieldcare.simulator.update.disk;

import java.io.IOException;

/**
 * A folder of files as power loss sees it: what was written is there for readers at once, but
 * outlasts a loss of power only after {@link #sync}, and a name only after {@link #syncNames}. A
 * rename is whole or has not happened.
 */
public interface Disk {

  /** How long the file is, or -1 if there is none. */
  long length(String name) throws IOException;

  /** Reads up to {@code count} bytes from {@code at}; -1 at the file's end or without a file. */
  int read(String name, long at, byte[] into, int count) throws IOException;

  /** Writes into the file, which comes into being if it must. */
  void write(String name, long at, byte[] from, int count) throws IOException;

  /** The file's bytes are durable when it returns. */
  void sync(String name) throws IOException;

  /** Gives the file another name, in place of whatever had it. */
  void rename(String from, String to) throws IOException;

  /** Removes the file, if there is one. */
  void delete(String name) throws IOException;

  /** What was renamed and deleted is so for good when it returns. */
  void syncNames() throws IOException;
}

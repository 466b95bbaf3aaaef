package dev.fieldcare.simulator.update;

import java.io.IOException;
import java.io.InputStream;

/** Where the bytes of targets come from. */
public interface ImageSource {

  /**
   * The target from {@code from} on, or from its beginning where that cannot be had or the file is
   * not the one that {@code validator} was given for.
   *
   * @param file below {@code targets/}, with its hash in the name
   * @param validator what was told with an earlier part; empty for none
   * @throws IOException if it cannot be had now
   */
  Content open(String file, long from, String validator) throws IOException;

  /**
   * Bytes that come in.
   *
   * @param from where in the file they begin
   * @param validator tells later whether the file is still the same; empty for none
   */
  record Content(InputStream bytes, long from, String validator) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      bytes.close();
    }
  }
}

package dev.fieldcare.messaging;

import dev.fieldcare.base.Json;
import dev.fieldcare.base.Problem;
import io.vertx.core.Future;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.UIDFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a mailbox by IMAP, on a thread of its own, without changing anything in it: people may read
 * and tidy it as they like.
 */
public final class Mailbox implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Mailbox.class);
  private static final int TIMEOUT_MILLIS = 20_000;

  private final MessagingSettings.Imap settings;
  private final LetterBox letters;
  private final String own;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("mailbox").daemon(true).factory());
  private volatile boolean failing;

  /**
   * @param own our own address, from which nothing is taken
   */
  public Mailbox(MessagingSettings.Imap settings, LetterBox letters, String own) {
    this.settings = settings;
    this.letters = letters;
    this.own = own;
  }

  /** Begins to look for mail, now and then again after each wait. */
  public void open() {
    thread.scheduleWithFixedDelay(
        this::look, 0, settings.every().toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Takes what is new. Blocks. */
  private void look() {
    try {
      read();
      if (failing) {
        failing = false;
        LOG.info("mail is read again from {}", settings);
      }
    } catch (MessagingException | IOException | ExecutionException | TimeoutException e) {
      if (!failing) {
        failing = true;
        LOG.warn("mail cannot be read from {}: {}", settings, e.toString());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("reading mail from {} failed", settings, e);
    }
  }

  private void read()
      throws MessagingException,
          IOException,
          InterruptedException,
          ExecutionException,
          TimeoutException {
    Session session = Session.getInstance(properties());
    try (Store store = session.getStore(protocol())) {
      store.connect(settings.host(), settings.port(), settings.user(), settings.password());
      try (Folder folder = store.getFolder(settings.folder())) {
        folder.open(Folder.READ_ONLY);
        if (folder instanceof UIDFolder numbered) {
          readNew(numbered);
        } else {
          throw new MessagingException("the server does not number its mails");
        }
      }
    }
  }

  private void readNew(UIDFolder folder)
      throws MessagingException,
          IOException,
          InterruptedException,
          ExecutionException,
          TimeoutException {
    long validity = folder.getUIDValidity();
    long last = await(letters.lastRead(name(), validity)).orElse(0L);
    for (Message message : folder.getMessagesByUID(last + 1, UIDFolder.LASTUID)) {
      long uid = message == null ? 0 : folder.getUID(message);
      // asked for all from N on, IMAP answers with the last one even when it is before N
      if (message != null && uid > last && !thread.isShutdown()) {
        take(message, new LetterBox.Place(name(), validity, uid));
      }
    }
  }

  private void take(Message message, LetterBox.Place place)
      throws MessagingException,
          IOException,
          InterruptedException,
          ExecutionException,
          TimeoutException {
    int size = message.getSize();
    if (size > settings.largest()) {
      String reason = "it has %d bytes, expected at most %d".formatted(size, settings.largest());
      await(letters.putAside(place, unread(place, new byte[0]), reason, new byte[0]));
      return;
    }
    var bytes = new Bounded(settings.largest());
    try {
      message.writeTo(bytes);
    } catch (IOException | UncheckedIOException e) {
      if (!bytes.isFull()) {
        throw e;
      }
      String reason = "it is larger than it says, expected at most " + settings.largest();
      await(letters.putAside(place, unread(place, new byte[0]), reason, bytes.toByteArray()));
      return;
    }
    byte[] all = bytes.toByteArray();
    Letter letter;
    try {
      letter = LetterReader.read(all, own);
    } catch (Problem problem) {
      await(letters.putAside(place, unread(place, all), problem.message(), all));
      return;
    }
    await(letters.take(place, letter, all));
  }

  /** What is known of a mail that is no letter: where it lies and what its bytes are. */
  private static Letter unread(LetterBox.Place place, byte[] bytes) {
    String identity =
        bytes.length == 0
            ? "uid:" + place.uidValidity() + ":" + place.uid()
            : "sha256:" + Json.sha256Hex(bytes);
    return new Letter(identity, "", "", "", List.of(), List.of(), null);
  }

  private static <T> T await(Future<T> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private String name() {
    return settings.user() + "@" + settings.host() + "/" + settings.folder();
  }

  private String protocol() {
    return settings.security() == MessagingSettings.Security.TLS ? "imaps" : "imap";
  }

  private Properties properties() {
    var properties = new Properties();
    String prefix = "mail." + protocol() + ".";
    for (String each : List.of("connectiontimeout", "timeout", "writetimeout")) {
      properties.setProperty(prefix + each, Integer.toString(TIMEOUT_MILLIS));
    }
    properties.setProperty(prefix + "peek", "true");
    properties.setProperty(prefix + "fetchsize", "1048576");
    properties.setProperty(prefix + "ssl.checkserveridentity", "true");
    if (settings.security() == MessagingSettings.Security.STARTTLS) {
      properties.setProperty(prefix + "starttls.enable", "true");
      properties.setProperty(prefix + "starttls.required", "true");
    }
    return properties;
  }

  @Override
  public void close() {
    thread.shutdown();
    try {
      thread.awaitTermination(3, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes so many bytes and no more, whatever a mail claims to have. */
  private static final class Bounded extends ByteArrayOutputStream {
    private final int most;
    private boolean full;

    Bounded(int most) {
      this.most = most;
    }

    boolean isFull() {
      return full;
    }

    @Override
    public synchronized void write(int b) {
      makeRoom(1);
      super.write(b);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
      makeRoom(length);
      super.write(bytes, offset, length);
    }

    private void makeRoom(int length) {
      if (count + length > most) {
        full = true;
        throw new UncheckedIOException(new IOException("too large"));
      }
    }
  }
}

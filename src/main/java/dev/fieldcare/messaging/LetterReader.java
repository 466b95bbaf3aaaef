package dev.fieldcare.messaging;

import dev.fieldcare.base.Json;
import dev.fieldcare.base.Problem;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bytes of a mail, which may be anything: what is too deep, too much or no mail is
 * refused, and attachments are kept as they are, never opened.
 */
final class LetterReader {
  private static final int MOST_PARTS = 100;
  private static final int DEEPEST = 10;
  private static final int MOST_ATTACHMENTS = 20;
  private static final int MOST_HEADER_LINES = 1_000;
  private static final int LONGEST_TEXT = 100_000;
  private static final int LONGEST_LINE = 500;
  private static final int LONGEST_HEADER = 10 * LONGEST_LINE;
  private static final int MOST_REFERENCES = 50;
  private static final Pattern ID = Pattern.compile("<([^<>@\\s]{1,200}@[^<>@\\s]{1,200})>");
  private static final Session SESSION = session();

  private final List<Letter.Attachment> attachments = new ArrayList<>();
  private @Nullable String plain;
  private @Nullable String html;
  private int parts;

  private LetterReader() {}

  private static Session session() {
    var properties = new Properties();
    properties.setProperty("mail.mime.address.strict", "false");
    return Session.getInstance(properties);
  }

  /**
   * Reads a whole mail.
   *
   * @param own our own address: what comes from it is a loop
   * @throws Problem {@code mail.malformed}
   */
  static Letter read(byte[] bytes, String own) {
    try {
      var message = new MimeMessage(SESSION, new ByteArrayInputStream(bytes));
      var reader = new LetterReader();
      checkHead(bytes);
      reader.take(message, 0);
      String sender = sender(message);
      return new Letter(
          identity(message, bytes),
          sender,
          PlainText.line(decoded(first(message, "Subject")), LONGEST_LINE),
          reader.text(),
          references(message),
          List.copyOf(reader.attachments),
          Automatic.reason(message, sender, own));
    } catch (MessagingException | IOException | RuntimeException e) {
      if (e instanceof Problem problem) {
        throw problem;
      }
      throw malformed("it cannot be read as a mail: " + e);
    } catch (StackOverflowError e) {
      throw malformed("it is nested without end");
    }
  }

  private static Problem malformed(String what) {
    return Problem.badInput("mail.malformed", PlainText.line(what, LONGEST_LINE));
  }

  /** Before anything is made of it, how long the head is. */
  private static void checkHead(byte[] bytes) {
    int lines = 0;
    int last = -1;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        boolean isEmpty = i - last == 1 || (i - last == 2 && bytes[i - 1] == '\r');
        if (isEmpty) {
          return;
        }
        last = i;
        if (++lines > MOST_HEADER_LINES) {
          throw malformed("its head has more than " + MOST_HEADER_LINES + " lines");
        }
      }
    }
  }

  private void take(Part part, int depth) throws MessagingException, IOException {
    if (++parts > MOST_PARTS || depth > DEEPEST) {
      throw malformed(
          "it has more than " + MOST_PARTS + " parts or is nested more than " + DEEPEST + " deep");
    }
    String type = type(part);
    String name = part.getFileName();
    boolean isFile = name != null || Part.ATTACHMENT.equalsIgnoreCase(part.getDisposition());
    if (type.startsWith("multipart/") && part.getContent() instanceof Multipart multipart) {
      for (int i = 0; i < multipart.getCount(); i++) {
        BodyPart each = multipart.getBodyPart(i);
        take(each, depth + 1);
      }
    } else if (!isFile && type.equals("text/plain") && plain == null) {
      plain = words(part);
    } else if (!isFile && type.equals("text/html") && html == null) {
      html = words(part);
    } else {
      attach(part, type, name);
    }
  }

  private void attach(Part part, String type, @Nullable String name)
      throws MessagingException, IOException {
    if (attachments.size() == MOST_ATTACHMENTS) {
      throw malformed("it has more than " + MOST_ATTACHMENTS + " attachments");
    }
    String shown = name == null ? "attachment-" + (attachments.size() + 1) : decoded(name);
    String file = PlainText.line(shown.replaceAll(".*[/\\\\:]", ""), 120);
    try (InputStream content = part.getInputStream()) {
      attachments.add(
          new Letter.Attachment(
              file.isEmpty() ? "attachment" : file, type, content.readAllBytes()));
    }
  }

  private String text() {
    String words = plain != null ? plain : html != null ? PlainText.ofHtml(html) : "";
    return PlainText.tidy(words, LONGEST_TEXT);
  }

  /** In the charset it names, if there is such a one. */
  private static String words(Part part) throws MessagingException, IOException {
    Charset charset = StandardCharsets.UTF_8;
    Matcher named =
        Pattern.compile("charset=\"?([A-Za-z0-9._:-]{1,40})", Pattern.CASE_INSENSITIVE)
            .matcher(part.getContentType());
    if (named.find()) {
      try {
        charset = Charset.forName(MimeUtility.javaCharset(named.group(1)));
      } catch (IllegalArgumentException e) {
        charset = StandardCharsets.UTF_8; // whatever it is, its ASCII will be readable
      }
    }
    try (InputStream content = part.getInputStream()) {
      return new String(content.readAllBytes(), charset);
    }
  }

  private static String type(Part part) throws MessagingException {
    String type = part.getContentType();
    int end = type.indexOf(';');
    return PlainText.line((end < 0 ? type : type.substring(0, end)).toLowerCase(Locale.ROOT), 100);
  }

  private static String identity(MimeMessage message, byte[] bytes) throws MessagingException {
    Matcher id = ID.matcher(first(message, "Message-ID"));
    return id.find() ? id.group(1) : "sha256:" + Json.sha256Hex(bytes);
  }

  /** The one address of From; a mail from nobody or from many is no letter. */
  private static String sender(MimeMessage message) throws MessagingException {
    try {
      InternetAddress[] from = InternetAddress.parse(first(message, "From"), false);
      String address = from.length == 1 ? from[0].getAddress() : null;
      if (address != null
          && address.matches("[^\\s\\p{Cntrl}<>@]{1,200}@[^\\s\\p{Cntrl}<>@]{1,200}")) {
        return address.toLowerCase(Locale.ROOT);
      }
    } catch (AddressException e) {
      throw malformed("From: expected one address, found none that can be read");
    }
    throw malformed("From: expected one address");
  }

  private static List<String> references(MimeMessage message) throws MessagingException {
    var found = new ArrayList<String>();
    for (String header : List.of("In-Reply-To", "References")) {
      Matcher id = ID.matcher(first(message, header));
      while (id.find() && found.size() < MOST_REFERENCES) {
        found.add(id.group(1));
      }
    }
    return found;
  }

  static String first(MimeMessage message, String header) throws MessagingException {
    String[] values = message.getHeader(header);
    return values == null || values.length == 0 ? "" : values[0];
  }

  /** Only so much of it, since each of its encoded words takes a while. */
  private static String decoded(String text) {
    String read = text.length() > LONGEST_HEADER ? text.substring(0, LONGEST_HEADER) : text;
    try {
      return MimeUtility.decodeText(MimeUtility.unfold(read));
    } catch (IOException e) {
      return read; // in a charset nobody knows: as it came
    }
  }
}

package dev.fieldcare.tickets.papers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Json;
import dev.fieldcare.tickets.SignOff;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Base64;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentNameDictionary;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.text.PDFTextStripper;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is on the pages, read back from the PDF. */
class PapersTest {
  private static final Letterhead FROM =
      new Letterhead(
          "杭州智维设备有限公司",
          "浙江省杭州市滨江区江南大道 100 号 · 0571-8888 0000 · service@example.com",
          ZoneId.of("Asia/Shanghai"),
          "https://care.example.com");
  private static final Instant SIGNED = Instant.parse("2026-11-23T02:05:00Z");
  private static final String STROKES =
      "<svg viewBox=\"0 0 200 60\"><path d=\"M10 40 C20 5 35 5 40 40 q10-30 20 0 l10-25"
          + " 5 30 8-20h12\"/><path d=\"M120,20c10,-10 20,30 30,5 10-20 15 20 30 0\"/></svg>";

  static JsonObject quote() {
    return new JsonObject()
        .put("document", "quote")
        .put("ticket", "F-2026-000012")
        .put("version", 1)
        .put("purpose", "REPAIR")
        .put("customer", "华东水务集团")
        .put("device", "pump-0417")
        .put("symptom", "temperature.high")
        .put(
            "diagnosis",
            new JsonObject()
                .put("mode", "电机过热")
                .put("cause", "风扇被粉尘堵塞，轴承磨损")
                .put("plan", "更换风扇与轴承，清洁风道")
                .put(
                    "explainedTo",
                    new JsonObject()
                        .put("name", "李娜")
                        .put("at", "2026-11-22T08:00:00Z")
                        .put("how", "电话")))
        .put(
            "lines",
            new JsonArray()
                .add(line("PART", "FAN-40", "40 毫米风扇", "2", 8_500, 17_000, 17_000, 50, 8_500))
                .add(line("LABOUR", "2", "二级工时：拆装与清洁", "1.5", 30_000, 45_000, 45_000, 0, 45_000))
                .add(line("TRAVEL", null, "往返现场", "1", 20_000, 20_000, 30_000, 0, 30_000)))
        .put("currency", "CNY")
        .put("payable", 83_500)
        .put("priceList", "2026-1")
        .put("createdAt", "2026-11-22T08:15:00Z")
        .put("validUntil", "2026-12-22T08:15:00Z");
  }

  private static JsonObject line(
      String kind,
      @Nullable String item,
      String what,
      String quantity,
      long price,
      long amount,
      long cap,
      int covered,
      long payable) {
    return new JsonObject()
        .put("kind", kind)
        .put("item", item)
        .put("description", what)
        .put("quantity", quantity)
        .put("unitPrice", price)
        .put("amount", amount)
        .put("cap", cap)
        .put("covered", covered)
        .put("payable", payable);
  }

  private static JsonObject report() {
    return new JsonObject()
        .put("document", "service report")
        .put("ticket", "F-2026-000012")
        .put("version", 1)
        .put("device", "pump-0417")
        .put("model", "pump-p2")
        .put("customer", "华东水务集团")
        .put("site", "s-3")
        .put("symptom", "temperature.high")
        .put("because", "temperature 71.3 °C stayed above the 70 °C limit for 60 s")
        .put("found", quote().getJsonObject("diagnosis"))
        .put(
            "done",
            new JsonObject()
                .put("procedure", "WI-7 rev 3")
                .put(
                    "steps",
                    new JsonArray()
                        .add(new JsonObject().put("step", "断电挂牌").put("done", true))
                        .add(
                            new JsonObject()
                                .put("step", "更换密封圈")
                                .put("done", false)
                                .put("reason", "完好，无需更换"))))
        .put("guidance", null)
        .put(
            "parts",
            new JsonArray().add(new JsonObject().put("partNo", "FAN-40").put("lot", "L-9")))
        .put("test", new JsonObject().put("checklistDone", true).put("soak", "PT24H"))
        .put(
            "quotes",
            new JsonArray()
                .add(
                    new JsonObject().put("name", "F-2026-000012/Q1").put("hash", "ab".repeat(32))));
  }

  private static Printed printed(String title, JsonObject document, @Nullable SignOff answer) {
    String text = Json.canonical(document);
    return new Printed(
        title,
        document.getString("ticket") + (title.endsWith("report") ? "/R1" : "/Q1"),
        text,
        Json.sha256Hex(text.getBytes(StandardCharsets.UTF_8)),
        null,
        answer,
        null);
  }

  private static SignOff drawn(Printed it, String drawing) {
    return new SignOff(
        41,
        "F-2026-000012",
        "quote:12",
        it.hash(),
        true,
        "李娜",
        "portal-li",
        SignOff.Method.DRAWN,
        SIGNED,
        new JsonObject().put("drawing", drawing));
  }

  private static Printed with(Printed it, @Nullable SignOff answer) {
    return new Printed(it.title(), it.name(), it.text(), it.hash(), it.note(), answer, it.checks());
  }

  private static byte[] press(Printed it, Language language) {
    return it.press(FROM, new Words(language, FROM.zone()), Papers.style());
  }

  private static String text(byte[] pdf) throws IOException {
    try (PDDocument read = Loader.loadPDF(pdf)) {
      return new PDFTextStripper().getText(read).replaceAll("\\s+", " ");
    }
  }

  private static void assertHas(String text, String... wanted) {
    for (String each : wanted) {
      assertTrue(text.contains(each), each + " in " + text);
    }
  }

  @Test
  void a_quote_in_chinese_has_company_lines_money_validity_cap_and_hash() throws IOException {
    Printed it = printed("title.quote.REPAIR", quote(), null);
    byte[] pdf = press(it, Language.ZH);
    show("quote-zh", pdf);
    assertHas(
        text(pdf),
        "杭州智维设备有限公司",
        "维修报价单",
        "华东水务集团",
        "pump-0417",
        "40 毫米风扇",
        "¥450.00",
        "50 %",
        "上限 ¥300.00",
        "¥835.00",
        "有效期至 2026-12-22 16:15 (UTC+8)",
        "更换风扇与轴承",
        "尚未签署",
        it.hash());
  }

  @Test
  void a_signed_quote_in_english_says_who_when_how_and_where_it_is_verified() throws IOException {
    Printed it = printed("title.quote.REPAIR", quote(), null);
    byte[] pdf = press(with(it, drawn(it, STROKES)), Language.EN);
    show("quote-en", pdf);
    assertHas(
        text(pdf),
        "Quotation",
        "Valid until 2026-12-22 16:15 (UTC+8)",
        "at most ¥300.00",
        "李娜",
        "2026-11-23 10:05 (UTC+8)",
        "Drawn by hand",
        it.hash());
    assertHas(text(pdf).replace(" ", ""), "https://care.example.com/api/v1/signoffs/41/verify");
  }

  @Test
  void a_report_has_all_that_was_found_done_put_in_and_tested() throws IOException {
    for (Language language : Language.values()) {
      Printed it = printed("title.report", report(), null);
      byte[] pdf = press(with(it, drawn(it, png())), language);
      show("report-" + language.code(), pdf);
      assertHas(
          text(pdf),
          "电机过热",
          "WI-7 rev 3",
          "完好，无需更换",
          "FAN-40",
          "24 h",
          "F-2026-000012/Q1",
          it.hash());
    }
  }

  @Test
  void a_record_of_signature_says_what_was_checked_and_what_does_not_hold() throws IOException {
    Printed quote = printed("title.quote.REPAIR", quote(), null);
    var checks =
        new JsonArray()
            .add(new JsonObject().put("key", "hash").put("holds", false))
            .add(new JsonObject().put("key", "drawn").put("holds", true));
    Printed it =
        new Printed(
            "title.signoff",
            quote.name(),
            quote.text(),
            quote.hash(),
            "note.invalid",
            drawn(quote, STROKES),
            checks);
    byte[] pdf = press(it, Language.ZH);
    show("signoff-zh", pdf);
    assertHas(text(pdf), "签署记录", "该签署未通过验证", "未通过 · 文件与所签哈希值一致", "通过 · 签名图像与提交时一致");
  }

  @Test
  void the_text_that_was_hashed_is_attached() throws IOException {
    Printed it = printed("title.quote.REPAIR", quote(), null);
    try (PDDocument read = Loader.loadPDF(press(it, Language.EN))) {
      var names = new PDDocumentNameDictionary(read.getDocumentCatalog());
      var file = names.getEmbeddedFiles().getNames().get("F-2026-000012-Q1.json");
      byte[] attached = Objects.requireNonNull(file).getEmbeddedFile().toByteArray();
      assertEquals(it.text(), new String(attached, StandardCharsets.UTF_8));
      assertEquals(it.hash(), Json.sha256Hex(attached));
    }
  }

  @Test
  void what_customers_write_is_text_and_loads_nothing() throws IOException {
    String image = "<img src=\"file:///etc/passwd\"/>";
    String bomb = "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><x>&b;</x>";
    String style = "</style><style>@import url(file:///etc/passwd);</style>";
    JsonObject hostile = quote().put("customer", image + "\u0000\u0007").put("device", bomb);
    hostile.getJsonArray("lines").getJsonObject(0).put("description", style);
    Printed it = printed("title.quote.REPAIR", hostile, null);
    SignOff answer =
        new SignOff(
            1,
            "F-2026-000012",
            "quote:12",
            it.hash(),
            false,
            image,
            "x",
            SignOff.Method.CODE,
            SIGNED,
            new JsonObject()
                .put("sentTo", "<object type=\"signature/drawn\"/>")
                .put("reason", bomb));
    byte[] pdf = press(with(it, answer), Language.EN);
    String text = text(pdf);
    assertHas(text.replace(" ", ""), image.replace(" ", ""), bomb.replace(" ", ""));
    assertFalse(text.contains("root:"), text);
  }

  @Test
  void nothing_is_loaded_even_if_a_sheet_asks_for_it() throws IOException {
    Path secret = Files.createTempFile("secret", ".css");
    Files.writeString(secret, "body:after { content: 'told' }");
    try {
      var sheet =
          new Sheet(
              new Words(Language.EN, FROM.zone()),
              "hostile",
              "@import url('" + secret.toUri() + "'); body { font-family: paper }");
      sheet.add(sheet.body(), "p", "", "only this");
      sheet.add(sheet.body(), "img").setAttribute("src", secret.toUri().toString());
      sheet.add(sheet.body(), "img").setAttribute("src", "http://127.0.0.1:9/x.png");
      var link = sheet.add(sheet.body(), "link");
      link.setAttribute("rel", "stylesheet");
      link.setAttribute("type", "text/css");
      link.setAttribute("href", secret.toUri().toString());
      String text = text(Press.print(sheet, null, java.util.Map.entry("a.json", "{}")));
      assertEquals("only this", text.strip());
    } finally {
      Files.delete(secret);
    }
  }

  @Test
  void a_drawing_is_on_the_page_as_a_picture_and_a_broken_one_is_told() throws IOException {
    Printed it = printed("title.quote.REPAIR", quote(), null);
    int none = inkOf(press(it, Language.EN));
    for (String drawing : new String[] {STROKES, png()}) {
      int ink = inkOf(press(with(it, drawn(it, drawing)), Language.EN));
      assertTrue(ink > none + 50, ink + " after " + none);
    }
    byte[] broken = press(with(it, drawn(it, Drawn.PNG_URL + "AAAA")), Language.EN);
    assertHas(text(broken), "the drawing cannot be shown");
  }

  /** How many pixels of the page have the colour only the drawings of this test have. */
  private static int inkOf(byte[] pdf) throws IOException {
    try (PDDocument read = Loader.loadPDF(pdf)) {
      int ink = 0;
      for (int page = 0; page < read.getNumberOfPages(); page++) {
        BufferedImage image = new PDFRenderer(read).renderImageWithDPI(page, 100);
        for (int y = 0; y < image.getHeight(); y++) {
          for (int x = 0; x < image.getWidth(); x++) {
            int blue = image.getRGB(x, y) & 0xff;
            int red = image.getRGB(x, y) >> 16 & 0xff;
            int green = image.getRGB(x, y) >> 8 & 0xff;
            ink += red < 60 && green < 60 && blue > 95 ? 1 : 0;
          }
        }
      }
      return ink;
    }
  }

  private static String png() throws IOException {
    var image = new BufferedImage(300, 100, BufferedImage.TYPE_INT_ARGB);
    var pen = image.createGraphics();
    pen.setColor(new java.awt.Color(0x10, 0x10, 0xa0));
    pen.setStroke(new java.awt.BasicStroke(5));
    pen.drawArc(20, 20, 120, 60, 0, 300);
    pen.drawLine(120, 70, 280, 30);
    pen.dispose();
    var bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return Drawn.PNG_URL + Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  /** With -Dpapers.shown=FOLDER the pages are left there as PNG, to be looked at. */
  private static void show(String name, byte[] pdf) throws IOException {
    String folder = System.getProperty("papers.shown");
    if (folder == null) {
      return;
    }
    Files.write(Path.of(folder, name + ".pdf"), pdf);
    try (PDDocument read = Loader.loadPDF(pdf)) {
      for (int page = 0; page < read.getNumberOfPages(); page++) {
        ImageIO.write(
            new PDFRenderer(read).renderImageWithDPI(page, 90),
            "png",
            Path.of(folder, name + "-" + page + ".png").toFile());
      }
    }
  }

  @Test
  void both_languages_have_the_same_words() throws IOException {
    assertEquals(keys("zh"), keys("en"));
  }

  private static java.util.Set<String> keys(String language) throws IOException {
    var words = new java.util.Properties();
    try (InputStream in =
        Objects.requireNonNull(
            PapersTest.class.getResourceAsStream("/papers/" + language + ".properties"))) {
      words.load(new java.io.InputStreamReader(in, StandardCharsets.UTF_8));
    }
    return new java.util.TreeSet<>(words.stringPropertyNames());
  }
}

package dev.fieldcare.tickets.papers;

import com.openhtmltopdf.extend.FSObjectDrawer;
import com.openhtmltopdf.extend.FSObjectDrawerFactory;
import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FontStyle;
import com.openhtmltopdf.outputdevice.helper.ExternalResourceControlPriority;
import com.openhtmltopdf.pdfboxout.PDFontSupplier;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import com.openhtmltopdf.util.XRLog;
import dev.fieldcare.base.Problem;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentNameDictionary;
import org.apache.pdfbox.pdmodel.PDEmbeddedFilesNameTreeNode;
import org.apache.pdfbox.pdmodel.common.filespecification.PDComplexFileSpecification;
import org.apache.pdfbox.pdmodel.common.filespecification.PDEmbeddedFile;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/**
 * Makes a tagged PDF (PDF/UA) of a sheet. Fonts come from the class path; nothing else is ever
 * loaded, whatever a sheet asks for. One sheet at a time; takes some tenths of a second: not for an
 * event loop.
 */
final class Press {
  /** The element that a hand-drawn signature is put into. */
  static final String SIGNATURE = "signature/drawn";

  private static final Typeface REGULAR = new Typeface("Regular");
  private static final Typeface BOLD = new Typeface("Bold");

  static {
    XRLog.setLoggingEnabled(false);
  }

  private Press() {}

  /**
   * @param attached the name and text of a file that goes along in the PDF
   * @throws Problem {@code paper.unprintable}
   */
  static synchronized byte[] print(
      Sheet sheet, @Nullable Drawn signature, Map.Entry<String, String> attached) {
    try (var made = new PDDocument();
        var pressed = new ByteArrayOutputStream()) {
      try (var renderer = builder(sheet, signature, made).buildPdfRenderer()) {
        renderer.layout();
        renderer.createPDFKeepOpen();
        attach(made, attached.getKey(), attached.getValue());
        made.save(pressed);
      }
      return pressed.toByteArray();
    } catch (IOException e) {
      throw new Problem(
          Problem.Kind.INTERNAL, "paper.unprintable", "no PDF could be made: " + e.getMessage(), e);
    }
  }

  private static PdfRendererBuilder builder(Sheet sheet, @Nullable Drawn signature, PDDocument made)
      throws IOException {
    return new PdfRendererBuilder()
        .useExternalResourceAccessControl(
            (uri, type) -> false, ExternalResourceControlPriority.RUN_BEFORE_RESOLVING_URI)
        .useExternalResourceAccessControl(
            (uri, type) -> false, ExternalResourceControlPriority.RUN_AFTER_RESOLVING_URI)
        .useUriResolver((base, uri) -> null)
        .useObjectDrawerFactory(new Pen(signature))
        .withW3cDocument(sheet.document(), null)
        .withProducer("Fieldcare")
        .usePDDocument(made)
        // without it, PDFBox would look for the machine's fonts and write a list of them
        .usePdfUaAccessibility(true)
        .useFont(new PDFontSupplier(REGULAR.in(made)), "paper", 400, FontStyle.NORMAL, true)
        .useFont(new PDFontSupplier(BOLD.in(made)), "paper", 700, FontStyle.NORMAL, true);
  }

  private static void attach(PDDocument made, String name, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    var file = new PDEmbeddedFile(made, new ByteArrayInputStream(bytes));
    file.setSubtype("application/json");
    file.setSize(bytes.length);
    var specification = new PDComplexFileSpecification();
    specification.setFile(name);
    specification.setFileUnicode(name);
    specification.setEmbeddedFile(file);
    var tree = new PDEmbeddedFilesNameTreeNode();
    tree.setNames(Map.of(name, specification));
    var names = new PDDocumentNameDictionary(made.getDocumentCatalog());
    names.setEmbeddedFiles(tree);
    made.getDocumentCatalog().setNames(names);
  }

  /** Draws the signature where the sheet has room for it. */
  private record Pen(@Nullable Drawn signature) implements FSObjectDrawerFactory {
    @Override
    public FSObjectDrawer createDrawer(Element element) {
      return (at, x, y, width, height, device, context, dots) -> {
        if (signature != null) {
          device.drawWithGraphics(
              (float) x,
              (float) y,
              (float) width / dots,
              (float) height / dots,
              pen -> signature.draw(pen, width / dots, height / dots));
        }
        return new HashMap<>();
      };
    }

    @Override
    public boolean isReplacedObject(Element element) {
      return element.getNodeName().equals("object")
          && element.getAttribute("type").equals(SIGNATURE);
    }
  }
}

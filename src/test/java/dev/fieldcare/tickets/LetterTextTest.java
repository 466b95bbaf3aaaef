package dev.fieldcare.tickets;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fieldcare.messaging.Letter;
import java.util.List;
import org.junit.jupiter.api.Test;

class LetterTextTest {
  private static String shown(String subject, String text, String... files) {
    List<Letter.Attachment> attached =
        List.of(files).stream()
            .map(each -> new Letter.Attachment(each, "image/png", new byte[1]))
            .toList();
    return LetterText.of(
        new Letter("id", "ann@acme.example", subject, text, List.of(), attached, null));
  }

  @Test
  void what_is_quoted_below_the_answer_is_left_out() {
    assertEquals(
        "There is none.",
        shown("Re: x", "There is none.\n\nOn Mon, Desk wrote:\n> The blue one.\n> Regards\n\n"));
    assertEquals("没有。", shown("Re: x", "没有。\n\n客服 写道：\n> 蓝色的。"));
    assertEquals(
        "None.", shown("Re: x", "None.\n\n-----Original Message-----\nFrom: Desk\nThe blue one."));
  }

  @Test
  void whoever_answers_between_the_lines_is_shown_whole() {
    String between = "On Mon, Desk wrote:\n> Which pump?\nThe second.\n> Since when?\nMonday.";
    assertEquals(between, shown("Re: x", between));
  }

  @Test
  void a_letter_that_only_quotes_is_shown_as_it_is_and_an_empty_one_by_its_subject() {
    assertEquals("> The blue one.", shown("Re: x", "> The blue one."));
    assertEquals("call me", shown("call me", "  \n"));
    assertEquals("(a mail without words)", shown("", ""));
  }

  @Test
  void files_are_named_and_the_text_fits_a_thread() {
    assertEquals("see\n\nAttached:\n- a.png (image/png)", shown("x", "see", "a.png"));
    assertEquals(true, shown("x", "y".repeat(50_000), "a.png").length() <= TicketWork.LONGEST_TEXT);
  }
}

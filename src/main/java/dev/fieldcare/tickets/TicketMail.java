package dev.fieldcare.tickets;

import dev.fieldcare.messaging.Mailer;
import dev.fieldcare.messaging.MessagingSettings.Language;
import dev.fieldcare.registry.Severity;
import java.util.List;
import java.util.stream.Collectors;

/** Words ticket news as mail. */
final class TicketMail {
  private static final int CHILDREN_NAMED = 20;

  private TicketMail() {}

  static Mailer.Mail of(TicketNews news, Language language, String publicUrl) {
    Ticket ticket = news.ticket();
    String link = publicUrl + "/#/tickets/" + ticket.number();
    return switch (language) {
      case EN -> new Mailer.Mail(subject(news), body(ticket, link), ticket.number());
      case ZH -> new Mailer.Mail(subjectZh(news), bodyZh(ticket, link), ticket.number());
    };
  }

  private static String subject(TicketNews news) {
    Ticket ticket = news.ticket();
    String what =
        switch (news.type()) {
          case OPENED -> "opened";
          case SEVERITY_RAISED -> "is now " + ticket.severity().code();
          case RELEASED -> "is by itself again";
          default -> ticket.state().name().toLowerCase(java.util.Locale.ROOT);
        };
    return oneLine(
        "[%s] %s: %s %s (%s)"
            .formatted(
                ticket.number(), what, ticket.about(), ticket.subject(), ticket.severity().code()));
  }

  private static String body(Ticket ticket, String link) {
    return """
    %s

    Ticket      %s (%s)
    %s
    Symptom     %s
    Severity    %s
    First seen  %s
    Last seen   %s
    Occurrences %d

    %s
    """
        .formatted(
            ticket.because().text(),
            ticket.number(),
            ticket.state(),
            about(ticket),
            ticket.about(),
            ticket.severity().code(),
            ticket.firstSeenAt(),
            ticket.lastSeenAt(),
            ticket.occurrences(),
            link);
  }

  private static String subjectZh(TicketNews news) {
    Ticket ticket = news.ticket();
    String what =
        switch (news.type()) {
          case OPENED -> "新工单";
          case SEVERITY_RAISED -> "级别升为" + zh(ticket.severity());
          case RELEASED -> "单独处理";
          default -> zh(ticket.state());
        };
    return oneLine(
        "[%s] %s：%s，%s（%s）"
            .formatted(
                ticket.number(), what, ticket.about(), subjectOfZh(ticket), zh(ticket.severity())));
  }

  private static String bodyZh(Ticket ticket, String link) {
    return """
    %s

    工单      %s（%s）
    %s
    现象      %s
    级别      %s
    首次出现  %s
    最近出现  %s
    次数      %d

    %s
    """
        .formatted(
            ticket.because().text(),
            ticket.number(),
            zh(ticket.state()),
            aboutZh(ticket),
            ticket.about(),
            zh(ticket.severity()),
            ticket.firstSeenAt(),
            ticket.lastSeenAt(),
            ticket.occurrences(),
            link);
  }

  private static String about(Ticket ticket) {
    return ticket.cause() == null
        ? ticket.device() == null
            ? "Customer    " + ticket.customer()
            : "Device      %s, model %s".formatted(ticket.device(), ticket.model())
        : "Cause       %s\nTickets     %s".formatted(ticket.cause(), children(ticket));
  }

  private static String aboutZh(Ticket ticket) {
    return ticket.cause() == null
        ? ticket.device() == null
            ? "客户      " + ticket.customer()
            : "设备      %s，型号 %s".formatted(ticket.device(), ticket.model())
        : "原因      %s\n子工单    %s".formatted(ticket.cause(), children(ticket));
  }

  private static String subjectOfZh(Ticket ticket) {
    return ticket.cause() != null
        ? "原因 " + ticket.cause()
        : ticket.device() == null ? "客户 " + ticket.customer() : "设备 " + ticket.device();
  }

  /** How many tickets there are below a parent, and the first of them. */
  private static String children(Ticket parent) {
    List<Ticket.Child> named = parent.children().items();
    String names =
        named.stream()
            .limit(CHILDREN_NAMED)
            .map(each -> each.number() + " " + each.device())
            .collect(Collectors.joining(", "));
    String more = parent.children().count() > CHILDREN_NAMED ? ", …" : "";
    return parent.children().count() + ": " + names + more;
  }

  private static String zh(Severity severity) {
    return switch (severity) {
      case CRITICAL -> "紧急";
      case MAJOR -> "重要";
      case MINOR -> "次要";
      case WARNING -> "提示";
    };
  }

  private static String zh(State state) {
    return switch (state) {
      case NEW -> "新建";
      case CLOSED -> "已关闭";
      case CANCELLED -> "已取消";
      case MERGED -> "已合并";
      case DISPUTED -> "有争议";
      default -> state.name();
    };
  }

  /** A subject is one line, whatever a device calls its metrics. */
  private static String oneLine(String text) {
    return text.replaceAll("[\\p{Cntrl}]+", " ");
  }
}

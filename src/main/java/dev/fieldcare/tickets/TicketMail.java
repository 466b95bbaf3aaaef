package dev.fieldcare.tickets;

import dev.fieldcare.messaging.Mailer;
import dev.fieldcare.messaging.MessagingSettings.Language;
import dev.fieldcare.registry.Severity;

/** Words ticket news as mail. */
final class TicketMail {
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
          default -> ticket.state().name().toLowerCase(java.util.Locale.ROOT);
        };
    return oneLine(
        "[%s] %s: %s on %s (%s)"
            .formatted(
                ticket.number(),
                what,
                ticket.symptom(),
                ticket.device(),
                ticket.severity().code()));
  }

  private static String body(Ticket ticket, String link) {
    return """
        %s

        Ticket      %s (%s)
        Device      %s, model %s
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
            ticket.device(),
            ticket.model(),
            ticket.symptom(),
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
          default -> zh(ticket.state());
        };
    return oneLine(
        "[%s] %s：%s，设备 %s（%s）"
            .formatted(
                ticket.number(), what, ticket.symptom(), ticket.device(), zh(ticket.severity())));
  }

  private static String bodyZh(Ticket ticket, String link) {
    return """
        %s

        工单      %s（%s）
        设备      %s，型号 %s
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
            ticket.device(),
            ticket.model(),
            ticket.symptom(),
            zh(ticket.severity()),
            ticket.firstSeenAt(),
            ticket.lastSeenAt(),
            ticket.occurrences(),
            link);
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
      default -> state.name();
    };
  }

  /** A subject is one line, whatever a device calls its metrics. */
  private static String oneLine(String text) {
    return text.replaceAll("[\\p{Cntrl}]+", " ");
  }
}

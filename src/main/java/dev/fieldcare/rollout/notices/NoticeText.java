package dev.fieldcare.rollout.notices;

import dev.fieldcare.base.Durations;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.firmware.ReleaseKind;
import dev.fieldcare.messaging.Mailer;
import dev.fieldcare.registry.parties.Contact;
import java.util.Map;

/** Words a notice as mail: in both languages, the reader's first. */
final class NoticeText {
  private NoticeText() {}

  static Mailer.Mail of(
      Notice notice, Release release, NoticePlan plan, Contact to, String publicUrl) {
    String link = publicUrl + "/#/notices/" + notice.id();
    String english = english(notice, release, plan, link);
    String chinese = chinese(notice, release, plan, link);
    boolean isChinese = to.language() == Contact.Language.ZH;
    String zh =
        "软件升级通知:%s %s(%s)".formatted(release.model(), release.version(), zh(release.kind()));
    String en =
        "Software upgrade: %s %s (%s)"
            .formatted(release.model(), release.version(), en(release.kind()));
    return new Mailer.Mail(
        isChinese ? zh + " / " + en : en + " / " + zh,
        isChinese ? chinese + "\n----\n\n" + english : english + "\n----\n\n" + chinese,
        "notice-" + notice.id());
  }

  private static String english(Notice notice, Release release, NoticePlan plan, String link) {
    return """
    Release %s for %s is about to be rolled out to devices of yours: %d.
    Kind of release: %s

    What is new:
    %s

    %s

    Your answer: %s
    """
        .formatted(
            release.version(),
            release.model(),
            notice.devices(),
            en(release.kind()),
            notes(release, "en", "zh"),
            enRules(release.kind(), plan),
            link);
  }

  private static String enRules(ReleaseKind kind, NoticePlan plan) {
    if (plan.mode() == NoticePlan.Mode.ASK) {
      String silence =
          plan.silenceAgreesTo(kind)
              ? " Without an answer within %s it is installed, as it closes a security gap."
                  .formatted(Durations.format(plan.within()))
              : "";
      return "It is installed only after you accept. You may also put it off for up to 90 days, or"
          + " decline and say why."
          + silence;
    }
    return plan.honours(kind)
        ? "You need not do anything. You may put it off for up to 90 days, or decline and say why."
        : "It closes a security gap and is installed as planned. Tell us if that does not suit"
              + " you.";
  }

  private static String chinese(Notice notice, Release release, NoticePlan plan, String link) {
    return """
    %2$s 的软件版本 %1$s 即将推送到贵方的 %3$d 台设备。
    升级类型:%4$s

    更新内容:
    %5$s

    %6$s

    请在此答复:%7$s
    """
        .formatted(
            release.version(),
            release.model(),
            notice.devices(),
            zh(release.kind()),
            notes(release, "zh", "en"),
            zhRules(release.kind(), plan),
            link);
  }

  private static String zhRules(ReleaseKind kind, NoticePlan plan) {
    if (plan.mode() == NoticePlan.Mode.ASK) {
      String silence =
          plan.silenceAgreesTo(kind)
              ? "本次升级修复安全漏洞,如 %s 内未收到答复,将予以安装。".formatted(Durations.format(plan.within()))
              : "";
      return "经贵方同意后才会安装。也可推迟(最长 90 天),或说明原因后拒绝。" + silence;
    }
    return plan.honours(kind)
        ? "贵方无需操作。如有需要,可推迟(最长 90 天),或说明原因后拒绝。"
        : "本次升级修复安全漏洞,将按计划安装。如有不便,请告知我们。";
  }

  private static String notes(Release release, String language, String otherwise) {
    Map<String, String> notes = release.notes();
    String found = notes.getOrDefault(language, notes.getOrDefault(otherwise, ""));
    return found.isBlank() ? "–" : found.strip();
  }

  private static String en(ReleaseKind kind) {
    return switch (kind) {
      case FEATURE -> "new features";
      case STABILITY -> "stability";
      case SECURITY -> "security";
    };
  }

  private static String zh(ReleaseKind kind) {
    return switch (kind) {
      case FEATURE -> "新增功能";
      case STABILITY -> "提高稳定性";
      case SECURITY -> "安全升级";
    };
  }
}

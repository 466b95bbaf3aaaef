package dev.fieldcare.rollout.waves;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Await;
import dev.fieldcare.base.Problem;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.firmware.ReleaseKind;
import dev.fieldcare.messaging.Delivery;
import dev.fieldcare.promises.Commitment;
import dev.fieldcare.promises.Outcome;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.parties.Contact;
import dev.fieldcare.rollout.ActionState;
import dev.fieldcare.rollout.Evidence;
import dev.fieldcare.rollout.notices.Answer;
import dev.fieldcare.rollout.notices.Notice;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NoticesTest {
  private static final Map<String, String> NOTES = Map.of("en", "Calmer fans.", "zh", "风扇更安静。");

  private final WavesFixture it = new WavesFixture(0);
  private Release release = it.house.release("1.5.0", 7);

  @BeforeEach
  void open() {
    it.keepsPromises();
    for (int i = 0; i < 6; i++) {
      it.device("a-" + i, "acme");
      it.device("z-" + i, "zeta");
    }
    contact("anna", "acme", Contact.Language.EN);
    contact("zhou", "zeta", Contact.Language.ZH);
    of(ReleaseKind.FEATURE);
  }

  @AfterEach
  void close() {
    it.close();
  }

  private void of(ReleaseKind kind) {
    release = it.house.noted(release, kind, NOTES);
  }

  private void contact(String id, String customer, Contact.Language language) {
    Await.get(
        it.contacts.save(
            new Contact(
                id,
                customer,
                null,
                id,
                null,
                id + "@" + customer + ".example",
                null,
                language,
                true,
                0),
            "user:ann"));
  }

  private static JsonObject plan(String notice) {
    return WavesFixture.plan("100%").put("holdBack", "0%").put("notice", notice);
  }

  private Rollout started(String notice) {
    Rollout rollout = it.start(release, plan(notice));
    it.settle();
    return rollout;
  }

  private Notice notice(Rollout rollout, String customer) {
    return Await.get(it.notices.list(rollout.id(), customer, 10, null)).items().getFirst();
  }

  private Notice answer(
      Rollout rollout, String customer, Answer answer, @Nullable Instant until, String reason) {
    Notice notice = notice(rollout, customer);
    Notice after =
        Await.get(
            it.notices.answer(
                notice.id(),
                customer,
                new Answer.Given(answer, until, reason),
                "user:" + customer));
    it.settle();
    return after;
  }

  private Commitment promise(Rollout rollout, String customer) {
    return Await.get(it.commitments.about("rollout:" + rollout.id() + "/" + customer)).getFirst();
  }

  private List<JsonObject> mails() {
    return Await.get(it.outbox.list(null, 100, null)).items().stream()
        .filter(each -> each.channel().equals("mail"))
        .map(Delivery::payload)
        .toList();
  }

  private JsonObject mailTo(String address) {
    return mails().stream()
        .filter(each -> address.equals(each.getString("to")))
        .findAny()
        .orElseThrow();
  }

  private List<JsonObject> mailsToStaff() {
    return mails().stream().filter(each -> each.getString("to") == null).toList();
  }

  private long count(Rollout rollout, String customer, MemberState state) {
    return it.in(rollout, state).stream().filter(each -> customer.equals(each.customer())).count();
  }

  private static Device first(List<Device> devices) {
    return devices.getFirst();
  }

  @Test
  void TS_6_each_customer_is_told_once_in_both_languages_and_the_promise_is_kept() {
    Rollout rollout = started("inform");
    assertEquals(2, Await.get(it.notices.list(rollout.id(), null, 10, null)).items().size());
    Notice notice = notice(rollout, "acme");
    assertEquals(6, notice.devices());
    assertEquals(it.house.clock.instant(), notice.sentAt());
    Commitment promise = promise(rollout, "acme");
    assertEquals(Outcome.KEPT, promise.outcome());
    assertEquals(notice.commitment(), promise.id());
    assertEquals("acme", promise.promise().customer());
    assertEquals(
        it.house.clock.instant().plus(Duration.ofHours(24)),
        Objects.requireNonNull(promise.deadline()).at());

    JsonObject english = mailTo("anna@acme.example");
    String body = english.getString("body");
    assertTrue(english.getString("subject").startsWith("Software upgrade: gateway-x1 1.5.0"));
    assertTrue(body.contains("Calmer fans.") && body.contains("风扇更安静。"), body);
    assertTrue(body.contains("new features") && body.contains("新增功能"), body);
    assertTrue(body.contains("https://fieldcare.example/#/notices/" + notice.id()), body);
    assertTrue(body.contains(": 6.") && body.contains("6 台设备"), body);
    assertTrue(mailTo("zhou@zeta.example").getString("subject").startsWith("软件升级通知"));
    assertEquals(2, mails().size());
    assertEquals(12, it.in(rollout, MemberState.OPEN).size(), "nobody is waited for");
  }

  @Test
  void TS_6_of_a_customer_without_an_address_the_clock_runs_on_until_there_is_one() {
    it.device("n-0", "nomail");
    Rollout rollout = started("inform");
    assertNull(notice(rollout, "nomail").sentAt());
    assertEquals(Outcome.OPEN, promise(rollout, "nomail").outcome());
    JsonObject told = mailsToStaff().getFirst();
    assertTrue(told.getString("body").contains("nomail"), told.encode());
    contact("nina", "nomail", Contact.Language.EN);
    it.pass(Duration.ofMinutes(20));
    it.settle();
    assertEquals(Outcome.KEPT, promise(rollout, "nomail").outcome());
    assertNotNull(notice(rollout, "nomail").sentAt());
    assertEquals(1, mailsToStaff().size());
  }

  @Test
  void of_a_rollout_that_is_canceled_nobody_need_be_told_any_more() {
    it.device("n-0", "nomail");
    Rollout rollout = started("inform");
    it.to(rollout, RolloutState.CANCELED, WavesFixture.ANN);
    assertEquals(Outcome.CANCELLED, promise(rollout, "nomail").outcome());
    assertEquals(Outcome.KEPT, promise(rollout, "acme").outcome());
  }

  @Test
  void TS_6_that_a_notice_was_read_is_recorded_and_counts_as_told() {
    it.device("n-0", "nomail");
    Rollout rollout = started("inform");
    assertNull(notice(rollout, "nomail").readAt());
    it.pass(Duration.ofMinutes(10));
    Await.get(it.notices.read("nomail", 10, null, "user:nina"));
    assertEquals(it.house.clock.instant(), notice(rollout, "nomail").readAt());
    assertEquals(Outcome.KEPT, promise(rollout, "nomail").outcome());
    assertNull(notice(rollout, "acme").readAt());
    assertEquals(
        new JsonObject()
            .put("customers", 3)
            .put("sent", 3)
            .put("read", 1)
            .put("accepted", 0)
            .put("later", 0)
            .put("declined", 0),
        Await.get(it.notices.counts(rollout.id())));
  }

  @Test
  void a_customer_who_is_asked_gets_nothing_before_having_accepted() {
    Rollout rollout = started("ask");
    assertEquals(0, it.in(rollout, MemberState.OPEN).size());
    it.pass(Duration.ofDays(8));
    it.settle();
    assertEquals(0, it.in(rollout, MemberState.OPEN).size(), "silence is no consent");
    answer(rollout, "acme", Answer.ACCEPTED, null, "");
    assertEquals(6, count(rollout, "acme", MemberState.OPEN));
    assertEquals(6, count(rollout, "zeta", MemberState.PENDING));
  }

  @Test
  void silence_agrees_to_a_security_release_where_the_plan_says_so() {
    of(ReleaseKind.SECURITY);
    JsonObject plan = plan("ask").put("silence", "accept").put("noticeWithin", "3d");
    it.device("n-0", "nomail");
    Rollout rollout = it.start(release, plan);
    it.settle();
    it.pass(Duration.ofDays(2));
    it.settle();
    assertEquals(0, it.in(rollout, MemberState.OPEN).size());
    it.pass(Duration.ofDays(1));
    it.settle();
    assertEquals(12, it.in(rollout, MemberState.OPEN).size());
    assertEquals(
        1, count(rollout, "nomail", MemberState.PENDING), "who was not told is not silent");
  }

  @Test
  void a_customer_who_puts_it_off_gets_it_then() {
    Rollout rollout = started("ask");
    Instant until = it.house.clock.instant().plus(Duration.ofDays(3));
    answer(rollout, "acme", Answer.LATER, until, "");
    it.pass(Duration.ofDays(2));
    it.settle();
    assertEquals(0, it.in(rollout, MemberState.OPEN).size());
    it.pass(Duration.ofDays(1));
    it.settle();
    assertEquals(6, count(rollout, "acme", MemberState.OPEN));
  }

  @Test
  void TS_6_declining_takes_devices_out_with_the_reason_and_a_changed_answer_brings_them_back() {
    Rollout rollout = started("inform");
    Device begun =
        first(
            it.in(rollout, MemberState.OPEN).stream()
                .filter(each -> "acme".equals(each.customer()))
                .toList());
    it.installs(begun);
    Notice after = answer(rollout, "acme", Answer.DECLINED, null, "audit under way");
    assertEquals("user:acme", after.answeredBy());
    assertEquals(5, count(rollout, "acme", MemberState.DECLINED));
    assertEquals(1, count(rollout, "acme", MemberState.UPDATED));
    assertEquals(6, count(rollout, "zeta", MemberState.OPEN));
    for (Device each : it.in(rollout, MemberState.DECLINED)) {
      assertTrue(it.open(each).isEmpty(), "what had not begun is taken back");
    }
    assertEquals(
        List.of("customer: audit under way"),
        it.members(rollout).stream()
            .filter(each -> each.state() == MemberState.DECLINED)
            .map(Member::reason)
            .distinct()
            .toList());
    assertEquals(List.of(), mailsToStaff(), "that is theirs to say");
    answer(rollout, "acme", Answer.ACCEPTED, null, "");
    assertEquals(5, count(rollout, "acme", MemberState.OPEN));
  }

  @Test
  void who_accepts_after_all_while_a_device_is_still_to_stop_gets_it_after_that() {
    Rollout rollout = started("inform");
    Device device =
        first(
            it.in(rollout, MemberState.OPEN).stream()
                .filter(each -> "acme".equals(each.customer()))
                .toList());
    long action = it.open(device).orElseThrow().id();
    Await.get(it.house.actions.hear(action, new Evidence.Offered("polled"), "device"));
    answer(rollout, "acme", Answer.DECLINED, null, "audit under way");
    assertEquals(ActionState.CANCELING, it.open(device).orElseThrow().state());
    answer(rollout, "acme", Answer.ACCEPTED, null, "");
    Await.get(it.house.actions.hear(action, new Evidence.CancelAccepted("stopped"), "device"));
    it.settle();
    assertTrue(it.open(device).orElseThrow().id() > action);
    assertEquals(6, count(rollout, "acme", MemberState.OPEN));
  }

  @Test
  void TS_6_a_declined_security_release_escalates_to_the_managers() {
    of(ReleaseKind.SECURITY);
    Await.get(
        it.webhooks.create(
            new JsonObject()
                .put("url", "http://127.0.0.1:1/hook")
                .put("events", new io.vertx.core.json.JsonArray().add("upgrade.*")),
            "user:ann"));
    Rollout rollout = started("ask");
    answer(rollout, "acme", Answer.DECLINED, null, "audit under way");
    assertEquals(6, count(rollout, "acme", MemberState.DECLINED));
    JsonObject mail = mailsToStaff().getFirst();
    assertTrue(mail.getString("subject").contains("acme declines security release"));
    assertTrue(mail.getString("body").contains("audit under way"));
    JsonObject hook =
        Await.get(it.outbox.list(null, 100, null)).items().stream()
            .filter(each -> each.channel().equals("webhook"))
            .map(Delivery::payload)
            .findAny()
            .orElseThrow();
    assertTrue(hook.encode().contains("upgrade.escalated"), hook.encode());
    assertTrue(hook.encode().contains("manager"), hook.encode());
    answer(
        rollout,
        "zeta",
        Answer.LATER,
        it.house.clock.instant().plus(Duration.ofDays(30)),
        "stock-taking");
    assertEquals(2, mailsToStaff().size());
    assertEquals(
        2,
        Await.get(
                it.house.journal.list(
                    it.house.database.pool(), null, 1_000, "rollout:" + rollout.id()))
            .items()
            .stream()
            .filter(each -> each.type().equals("rollout.upgrade-escalated"))
            .count());
  }

  @Test
  void a_security_release_that_customers_are_only_informed_of_is_not_held_up_and_escalates() {
    of(ReleaseKind.SECURITY);
    Rollout rollout = started("inform");
    answer(rollout, "acme", Answer.DECLINED, null, "no");
    assertEquals(6, count(rollout, "acme", MemberState.OPEN));
    assertEquals(1, mailsToStaff().size());
  }

  @Test
  void an_answer_must_say_until_when_or_why() {
    Rollout rollout = started("ask");
    Instant now = it.house.clock.instant();
    for (var wrong :
        List.of(
            new Answer.Given(Answer.LATER, null, ""),
            new Answer.Given(Answer.LATER, now, ""),
            new Answer.Given(Answer.LATER, now.plus(Duration.ofDays(91)), ""),
            new Answer.Given(Answer.ACCEPTED, now.plus(Duration.ofDays(1)), ""))) {
      assertEquals("notice.until", refusal(rollout, "acme", wrong));
    }
    assertEquals(
        "notice.reason", refusal(rollout, "acme", new Answer.Given(Answer.DECLINED, null, "")));
    assertEquals(
        "notice.unknown", refusal(rollout, "zeta", new Answer.Given(Answer.ACCEPTED, null, "")));
    it.to(rollout, RolloutState.CANCELED, WavesFixture.ANN);
    assertEquals(
        "notice.over", refusal(rollout, "acme", new Answer.Given(Answer.ACCEPTED, null, "")));
  }

  private String refusal(Rollout rollout, String who, Answer.Given given) {
    long id = notice(rollout, "acme").id();
    return assertThrows(
            Problem.class, () -> Await.get(it.notices.answer(id, who, given, "user:" + who)))
        .code();
  }

  @Test
  void nobody_is_told_where_the_plan_says_so() {
    Rollout rollout = started("none");
    assertEquals(List.of(), mails());
    assertEquals(List.of(), Await.get(it.notices.list(rollout.id(), null, 10, null)).items());
    assertEquals(12, it.in(rollout, MemberState.OPEN).size());
  }

  @Test
  void whoever_is_to_confirm_is_waited_for_and_a_refusal_is_not_asked_again() {
    Rollout rollout = it.start(release, plan("inform").put("confirm", true));
    it.settle();
    assertEquals(12, it.in(rollout, MemberState.ASKED).size());
    List<Device> asked = it.in(rollout, MemberState.ASKED);
    long yes = it.open(asked.get(0)).orElseThrow().id();
    long no = it.open(asked.get(1)).orElseThrow().id();
    Await.get(it.house.actions.consent(yes, true, "go ahead", "device:" + asked.get(0).id()));
    Await.get(it.house.actions.consent(no, false, "not today", "device:" + asked.get(1).id()));
    it.settle();
    assertEquals(List.of(asked.get(0)), it.in(rollout, MemberState.OPEN));
    assertEquals(List.of(asked.get(1)), it.in(rollout, MemberState.DECLINED));
    Member declined =
        it.members(rollout).stream()
            .filter(each -> each.state() == MemberState.DECLINED)
            .findAny()
            .orElseThrow();
    assertEquals("DENIED: not today", declined.reason());
    it.pass(Duration.ofDays(3));
    it.settle();
    assertTrue(it.open(asked.get(1)).isEmpty(), "not asked again");
    assertEquals(10, it.in(rollout, MemberState.ASKED).size());
  }
}

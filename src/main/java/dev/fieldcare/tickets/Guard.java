package dev.fieldcare.tickets;

import static dev.fieldcare.tickets.Given.pick;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What must be true before a transition happens. A guard decides from facts and from what is handed
 * in with the request, never from who asks: no role overrides one.
 */
public enum Guard {
  SEVERITY("a severity given is one of critical, major, minor, warning") {
    @Override
    @Nullable String refusal(Case it) {
      String given = it.text("severity");
      return given == null || Severities.find(given).isPresent()
          ? null
          : "severity must be critical, major, minor or warning, found \"" + given + "\"";
    }
  },
  REASON("a reason is given") {
    @Override
    @Nullable String refusal(Case it) {
      return it.missing("reason");
    }
  },
  AGREED_DATE("where no arrival is promised, a date agreed with the customer") {
    @Override
    @Nullable String refusal(Case it) {
      if (!it.standing().isRemote()) {
        return null;
      }
      String given = it.text("agreedDate");
      String agreed = given == null ? Given.text(it.ticket().facts(), "agreedDate") : given;
      return agreed == null
          ? "the site is remote, no arrival is promised there: agreedDate is missing"
          : Given.time(agreed) == null
              ? "agreedDate must be a time such as 2026-11-22T08:15:00Z, found " + agreed
              : null;
    }

    @Override
    JsonObject facts(Case it) {
      return pick(it.body(), "agreedDate");
    }
  },
  UPDATE_UNDER_WAY("an update is under way for the device") {
    @Override
    @Nullable String refusal(Case it) {
      return it.standing().release() == null
          ? "no update is under way for " + it.ticket().device() + ": assign it a release first"
          : null;
    }

    @Override
    JsonObject facts(Case it) {
      return new JsonObject().put("fix", new JsonObject().put("release", it.standing().release()));
    }
  },
  RUNS_THE_FIX("the device runs the release that was under way") {
    @Override
    @Nullable String refusal(Case it) {
      String wanted =
          it.ticket().facts().getValue("fix") instanceof JsonObject fix
              ? fix.getString("release")
              : null;
      String runs = it.text("release");
      return wanted != null && wanted.equals(runs)
          ? null
          : "expected the device to run " + wanted + ", found " + runs;
    }

    @Override
    JsonObject facts(Case it) {
      return since("testingSince", it);
    }
  },
  TRIP_CONSENT("the trip is covered, or the customer accepted a quote for it") {
    @Override
    @Nullable String refusal(Case it) {
      return Consent.tripRefusal(it.standing(), it.now());
    }
  },
  CHECK_IN("checked in: place and time") {
    @Override
    @Nullable String refusal(Case it) {
      String place = it.missing("place");
      return place != null ? place : Given.timeRefusal(it.body(), "at", it.now());
    }

    @Override
    JsonObject facts(Case it) {
      return new JsonObject().put("checkIn", pick(it.body(), "place", "at"));
    }
  },
  EXPLAINED_DIAGNOSIS("mode, cause, plan, and to whom, when and how they were explained") {
    @Override
    @Nullable String refusal(Case it) {
      return Diagnosis.refusal(Diagnosis.of(it.body()), it.now());
    }

    @Override
    JsonObject facts(Case it) {
      return new JsonObject().put("diagnosis", Diagnosis.of(it.body()));
    }
  },
  NOTHING_PAYABLE("everything is covered and the diagnosis names nothing payable") {
    @Override
    @Nullable String refusal(Case it) {
      JsonObject diagnosis = it.diagnosis();
      if (Consent.isFree(diagnosis, it.standing())) {
        return null;
      }
      return Diagnosis.isPayable(diagnosis)
          ? "the diagnosis names " + diagnosis.getValue("payable") + " as payable: a quote is due"
          : "not everything is covered (%d %% of parts, %d %% of labour, %d %% of travel): a quote is due"
              .formatted(
                  it.standing().entitled().parts(),
                  it.standing().entitled().labour(),
                  it.standing().entitled().travel());
    }
  },
  QUOTE_ISSUED("a quote for the diagnosis is issued and still holds") {
    @Override
    @Nullable String refusal(Case it) {
      String scope = Diagnosis.scope(it.diagnosis());
      return it.standing().quotes().stream()
              .anyMatch(
                  each ->
                      each.isOfRepair(scope)
                          && each.state() == Quote.State.ISSUED
                          && !each.isExpired(it.now()))
          ? null
          : "no quote for this diagnosis is issued and still holds";
    }
  },
  QUOTE_DECLINED("the customer declined the quote") {
    @Override
    @Nullable String refusal(Case it) {
      String scope = Diagnosis.scope(it.diagnosis());
      return it.standing().quotes().stream()
              .filter(each -> each.isOfRepair(scope))
              .reduce((one, two) -> two)
              .filter(each -> each.state() == Quote.State.DECLINED)
              .isPresent()
          ? null
          : "the quote was not declined";
    }
  },
  EXPLAINED("the diagnosis was explained to the customer") {
    @Override
    @Nullable String refusal(Case it) {
      String refusal = Diagnosis.refusal(it.diagnosis(), it.now());
      return refusal == null ? null : "no explained diagnosis: " + refusal;
    }

    @Override
    JsonObject facts(Case it) {
      return it.body().getValue("diagnosis") instanceof JsonObject
          ? new JsonObject().put("diagnosis", Diagnosis.of(it.body()))
          : new JsonObject();
    }
  },
  CONSENT("nothing is payable, or the customer signed a quote for exactly this and it holds") {
    @Override
    @Nullable String refusal(Case it) {
      return Consent.refusal(it.diagnosis(), it.standing(), it.now());
    }

    @Override
    JsonObject facts(Case it) {
      Quote quote = Consent.accepted(it.diagnosis(), it.standing().quotes(), it.now());
      var consent = new JsonObject().put("scope", Diagnosis.scope(it.diagnosis()));
      return new JsonObject()
          .put(
              "consent",
              quote == null
                  ? consent.put("free", true)
                  : consent.put("quote", quote.name()).put("hash", quote.hash()));
    }
  },
  PROCEDURE("the procedure and its steps; a step that was skipped says why") {
    @Override
    @Nullable String refusal(Case it) {
      String named = it.missing("procedure");
      List<JsonObject> steps = Given.objects(it.body(), "steps");
      if (named != null || steps == null || steps.isEmpty()) {
        return named != null ? named : "steps are missing: [{\"step\", \"done\", \"reason\"}]";
      }
      for (JsonObject step : steps) {
        String name = Given.text(step, "step");
        if (name == null) {
          return "a step has no name";
        }
        if (!Boolean.TRUE.equals(step.getValue("done")) && Given.text(step, "reason") == null) {
          return "step \"" + name + "\" was skipped without a reason";
        }
      }
      return null;
    }

    @Override
    JsonObject facts(Case it) {
      return since("testingSince", it).put("work", pick(it.body(), "procedure", "steps"));
    }
  },
  SOUND_PARTS("parts put in are of a released lot and fit the model") {
    @Override
    @Nullable String refusal(Case it) {
      List<JsonObject> parts = Given.objects(it.body(), "parts");
      if (parts == null) {
        return it.body().containsKey("parts") ? "parts must be an array of objects" : null;
      }
      return it.standing().partRefusal();
    }

    @Override
    JsonObject facts(Case it) {
      return pick(it.body(), "parts");
    }
  },
  GUIDED("says what the customer was guided to do") {
    @Override
    @Nullable String refusal(Case it) {
      return it.missing("guidance");
    }

    @Override
    JsonObject facts(Case it) {
      return since("testingSince", it).put("guidance", it.text("guidance"));
    }
  },
  TEST_PASSED("the commissioning checklist is done") {
    @Override
    @Nullable String refusal(Case it) {
      List<JsonObject> checklist = Given.objects(it.body(), "checklist");
      if (checklist != null) {
        return checklist.stream()
            .filter(each -> !Boolean.TRUE.equals(each.getValue("passed")))
            .findFirst()
            .map(each -> "checklist: \"" + each.getValue("item") + "\" did not pass")
            .orElse(checklist.isEmpty() ? "the checklist is empty" : null);
      }
      return Boolean.TRUE.equals(it.body().getValue("checklistDone"))
          ? null
          : "checklistDone must be true: the commissioning checklist is not done";
    }

    @Override
    JsonObject facts(Case it) {
      JsonObject test = pick(it.body(), "checklistDone", "checklist");
      return since("awaitingSince", it)
          .put("test", test.put("soak", it.standing().soak().toString()));
    }
  },
  SOAKED("every alarm is back to normal and the device was quiet for the soak") {
    @Override
    @Nullable String refusal(Case it) {
      if (it.ticket().activeAlarms() > 0) {
        return it.ticket().activeAlarms() + " of its alarms are not back to normal";
      }
      Instant quietSince = it.standing().quietSince();
      Instant testing = Given.time(Given.text(it.ticket().facts(), "testingSince"));
      Instant from =
          quietSince == null || (testing != null && testing.isAfter(quietSince))
              ? testing
              : quietSince;
      if (from == null) {
        return null;
      }
      if (from.equals(Instant.MAX)) {
        return "an alarm is active on the device";
      }
      Instant end = from.plus(it.standing().soak());
      return it.now().isBefore(end)
          ? "quiet since " + from + ", the soak of " + it.standing().soak() + " ends at " + end
          : null;
    }
  },
  SIGNED("the customer signed the newest service report; a remote fix may be met with silence") {
    @Override
    @Nullable String refusal(Case it) {
      ServiceReport report = it.standing().report();
      SignOff signature = it.standing().signature();
      if (report == null) {
        return "there is no service report to sign";
      }
      if (isSigned(it)) {
        return null;
      }
      if (signature != null && signature.hash().equals(report.hash())) {
        return "the customer refused to sign";
      }
      return isSilence(it)
          ? null
          : "report version " + report.version() + " (" + report.hash() + ") is not signed";
    }

    @Override
    JsonObject facts(Case it) {
      SignOff signature = it.standing().signature();
      return new JsonObject()
          .put(
              "signature",
              signature != null && isSigned(it)
                  ? new JsonObject()
                      .put("signoff", Long.toString(signature.id()))
                      .put("signer", signature.signer())
                      .put("hash", signature.hash())
                  : new JsonObject().put("silence", it.standing().silence().toString()));
    }

    private boolean isSigned(Case it) {
      ServiceReport report = it.standing().report();
      SignOff signature = it.standing().signature();
      return report != null
          && signature != null
          && signature.agreed()
          && signature.hash().equals(report.hash())
          && report.hash().equals(Quote.hashOf(report.document()));
    }

    private boolean isSilence(Case it) {
      Instant since = Given.time(Given.text(it.ticket().facts(), "awaitingSince"));
      return it.ticket().state() == State.AWAITING_SIGNOFF
          && it.ticket().facts().containsKey("fix")
          && since != null
          && !it.now().isBefore(since.plus(it.standing().silence()));
    }
  },
  OPEN_PARENT("the parent is another fault ticket that is open") {
    @Override
    @Nullable String refusal(Case it) {
      String named = it.text("parent");
      if (named == null) {
        return "parent must name the ticket to merge into";
      }
      Ticket parent = it.standing().parent();
      if (parent == null) {
        return "parent " + named + " is not known";
      }
      if (parent.number().equals(it.ticket().number())) {
        return "a ticket cannot be merged into itself";
      }
      return parent.kind() == Kind.FAULT && parent.state().isOpen()
          ? null
          : "parent must be an open fault ticket, " + named + " is " + parent.state();
    }
  },
  ALL_QUIET("every alarm is back to normal and has been quiet") {
    @Override
    @Nullable String refusal(Case it) {
      return it.ticket().occurrences() == 0 && it.ticket().cause() == null
          ? "it was not opened by an alarm"
          : it.ticket().activeAlarms() == 0
              ? null
              : it.ticket().activeAlarms() + " of its alarms are not back to normal";
    }

    @Override
    JsonObject facts(Case it) {
      return pick(it.body(), "verified");
    }
  },
  NONE_OPEN_NOW("no other ticket is open for the same device and symptom") {
    @Override
    @Nullable String refusal(Case it) {
      String other = it.standing().otherOpen();
      return other == null ? null : other + " is already open for the same device and symptom";
    }
  },
  REPAIR_WARRANTY("a repair that was signed off is still warranted") {
    @Override
    @Nullable String refusal(Case it) {
      Instant until = Given.time(Given.text(it.ticket().facts(), "repairWarrantyUntil"));
      return until == null || it.now().isBefore(until)
          ? null
          : "the repair was warranted until " + until + ": open a new ticket";
    }

    @Override
    JsonObject facts(Case it) {
      return since("reopenedAt", it);
    }
  },
  SOLUTION("an answer with a solution") {
    @Override
    @Nullable String refusal(Case it) {
      return it.standing().hasSolution() || it.text("solution") != null
          ? null
          : "no answer with a solution was sent: solution is missing";
    }
  },
  ASKED_AGAIN("the customer asked again") {
    @Override
    @Nullable String refusal(Case it) {
      return it.standing().askedAgain() || it.text("question") != null
          ? null
          : "the customer has not written since: question is missing";
    }
  },
  FAULT_NAMED("the device and what is wrong with it") {
    @Override
    @Nullable String refusal(Case it) {
      if (it.ticket().device() == null && it.text("device") == null) {
        return "device is missing";
      }
      if (!it.standing().knowsDevice()) {
        return "the device is not registered";
      }
      return it.ticket().symptom() == null ? it.missing("symptom") : null;
    }
  },
  CAUSE_KNOWN("the cause") {
    @Override
    @Nullable String refusal(Case it) {
      return it.missing("rootCause");
    }

    @Override
    JsonObject facts(Case it) {
      return pick(it.body(), "rootCause", "workaround");
    }
  },
  REMEDY("what removes the cause") {
    @Override
    @Nullable String refusal(Case it) {
      return it.missing("remedy");
    }

    @Override
    JsonObject facts(Case it) {
      return pick(it.body(), "remedy", "release");
    }
  };

  private final String demand;

  Guard(String demand) {
    this.demand = demand;
  }

  /** What the guard demands, for people. */
  public String demand() {
    return demand;
  }

  /** Why it may not happen, naming what is missing; null when it may. */
  abstract @Nullable String refusal(Case it);

  /** What is kept with the ticket. */
  JsonObject facts(Case it) {
    return new JsonObject();
  }

  private static JsonObject since(String key, Case it) {
    return new JsonObject().put(key, it.now().toString());
  }

  /**
   * What a guard looks at.
   *
   * @param body what was handed in with the request
   */
  record Case(Ticket ticket, JsonObject body, Standing standing, Instant now) {

    @Nullable String text(String key) {
      return Given.text(body, key);
    }

    @Nullable String missing(String key) {
      return text(key) == null ? key + " is missing" : null;
    }

    /** The diagnosis handed in now, else the one on record. */
    JsonObject diagnosis() {
      return body.getValue("diagnosis") instanceof JsonObject
          ? Diagnosis.of(body)
          : Diagnosis.onRecord(ticket.facts());
    }
  }
}

package dev.fieldcare.tickets;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * What must be true before a transition happens. A guard decides from facts and from what is handed
 * in with the request, never from who asks.
 */
public enum Guard {
  NONE("–") {
    @Override
    @Nullable String refusal(Case it) {
      return null;
    }
  },
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
  CHECK_IN("checked in: place and time") {
    @Override
    @Nullable String refusal(Case it) {
      String place = it.missing("place");
      return place != null ? place : timeRefusal(it.body(), "at", it.now());
    }

    @Override
    JsonObject facts(JsonObject body) {
      return new JsonObject().put("checkIn", pick(body, "place", "at"));
    }
  },
  EXPLAINED_DIAGNOSIS("mode, cause, plan, and to whom, when and how they were explained") {
    @Override
    @Nullable String refusal(Case it) {
      return diagnosisRefusal(it.body(), it.now());
    }

    @Override
    JsonObject facts(JsonObject body) {
      return new JsonObject().put("diagnosis", diagnosis(body));
    }
  },
  NOTHING_PAYABLE("the diagnosis names nothing the customer would have to pay") {
    @Override
    @Nullable String refusal(Case it) {
      return payableRefusal(it.diagnosis());
    }
  },
  REPAIRABLE("the diagnosis was explained and nothing is payable") {
    @Override
    @Nullable String refusal(Case it) {
      return repairRefusal(it);
    }

    @Override
    JsonObject facts(JsonObject body) {
      return handedInDiagnosis(body);
    }
  },
  TEST_FAILED("says what failed; the diagnosis was explained and nothing is payable") {
    @Override
    @Nullable String refusal(Case it) {
      String reason = it.missing("reason");
      return reason != null ? reason : repairRefusal(it);
    }

    @Override
    JsonObject facts(JsonObject body) {
      return handedInDiagnosis(body);
    }
  },
  GUIDED("says what the customer was guided to do") {
    @Override
    @Nullable String refusal(Case it) {
      return it.missing("guidance");
    }

    @Override
    JsonObject facts(JsonObject body) {
      return pick(body, "guidance");
    }
  },
  TEST_PASSED("the checklist is done and every alarm is back to normal") {
    @Override
    @Nullable String refusal(Case it) {
      if (!Boolean.TRUE.equals(it.body().getValue("checklistDone"))) {
        return "checklistDone must be true: the commissioning checklist is not done";
      }
      return alarmRefusal(it.ticket());
    }

    @Override
    JsonObject facts(JsonObject body) {
      return pick(body, "checklistDone");
    }
  },
  SIGNATURE("signed, by name") {
    @Override
    @Nullable String refusal(Case it) {
      return it.missing("signedBy");
    }

    @Override
    JsonObject facts(JsonObject body) {
      return pick(body, "signedBy");
    }
  },
  OPEN_PARENT("the parent is another fault ticket that is open") {
    @Override
    @Nullable String refusal(Case it) {
      String named = it.text("parent");
      if (named == null) {
        return "parent must name the ticket to merge into";
      }
      Ticket parent = it.parent();
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
      return alarmRefusal(it.ticket());
    }
  },
  NONE_OPEN_NOW("says why; no other ticket is open for the same device and symptom") {
    @Override
    @Nullable String refusal(Case it) {
      String reason = it.missing("reason");
      if (reason != null) {
        return reason;
      }
      return it.otherOpen() == null
          ? null
          : it.otherOpen() + " is already open for the same device and symptom";
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

  /** What of the request is kept with the ticket. */
  JsonObject facts(JsonObject body) {
    return new JsonObject();
  }

  /**
   * What a guard looks at.
   *
   * @param body what was handed in with the request
   * @param parent the ticket the body names as parent, where there is one
   * @param otherOpen number of the ticket that is open for the same device and symptom
   */
  record Case(
      Ticket ticket,
      JsonObject body,
      @Nullable Ticket parent,
      @Nullable String otherOpen,
      Instant now) {

    @Nullable String text(String key) {
      return textOf(body, key);
    }

    @Nullable String missing(String key) {
      return text(key) == null ? key + " is missing" : null;
    }

    /** The diagnosis handed in now, else the one on record. */
    JsonObject diagnosis() {
      JsonObject handedIn = handedInDiagnosis(body);
      JsonObject from = handedIn.isEmpty() ? ticket.facts() : handedIn;
      return from.getValue("diagnosis") instanceof JsonObject found ? found : new JsonObject();
    }
  }

  private static @Nullable String repairRefusal(Case it) {
    String diagnosis = diagnosisRefusal(it.diagnosis(), it.now());
    return diagnosis != null
        ? "no explained diagnosis: " + diagnosis
        : payableRefusal(it.diagnosis());
  }

  private static @Nullable String diagnosisRefusal(JsonObject diagnosis, Instant now) {
    for (String key : new String[] {"mode", "cause", "plan"}) {
      if (textOf(diagnosis, key) == null) {
        return key + " is missing";
      }
    }
    if (!(diagnosis.getValue("explainedTo") instanceof JsonObject explained)) {
      return "explainedTo is missing: {\"name\", \"at\", \"how\"}";
    }
    for (String key : new String[] {"name", "how"}) {
      if (textOf(explained, key) == null) {
        return "explainedTo." + key + " is missing";
      }
    }
    String time = timeRefusal(explained, "at", now);
    return time == null ? null : "explainedTo." + time;
  }

  private static @Nullable String payableRefusal(JsonObject diagnosis) {
    Object payable = diagnosis.getValue("payable");
    return payable == null || (payable instanceof Number amount && amount.doubleValue() == 0)
        ? null
        : "the diagnosis names " + payable + " as payable and no quote was accepted for it";
  }

  private static @Nullable String alarmRefusal(Ticket ticket) {
    return ticket.activeAlarms() == 0
        ? null
        : ticket.activeAlarms() + " of its alarms are not back to normal";
  }

  private static @Nullable String timeRefusal(JsonObject body, String key, Instant now) {
    String text = textOf(body, key);
    if (text == null) {
      return key + " is missing";
    }
    try {
      return Instant.parse(text).isAfter(now.plusSeconds(300))
          ? key + " is in the future: " + text
          : null;
    } catch (DateTimeParseException e) {
      return key + " must be a time such as 2026-11-22T08:15:00Z, found \"" + text + "\"";
    }
  }

  private static JsonObject handedInDiagnosis(JsonObject body) {
    return body.getValue("diagnosis") instanceof JsonObject given
        ? new JsonObject().put("diagnosis", diagnosis(given))
        : new JsonObject();
  }

  private static JsonObject diagnosis(JsonObject body) {
    return pick(body, "mode", "cause", "plan", "explainedTo", "payable");
  }

  private static JsonObject pick(JsonObject body, String... keys) {
    var picked = new JsonObject();
    for (String key : keys) {
      if (body.containsKey(key)) {
        picked.put(key, body.getValue(key));
      }
    }
    return picked;
  }

  private static @Nullable String textOf(JsonObject body, String key) {
    return body.getValue(key) instanceof String text && !text.isBlank() ? text : null;
  }
}

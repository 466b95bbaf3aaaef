export default {
  "response.general": "First response",
  "oow.response": "First response, out of warranty",
  "consult.reply": "Reply",
  "onsite.contact": "Contact before the visit",
  "onsite.arrival": "Arrival on site",
  "repair.warranty": "Repair warranty",
  "replacement.review": "Replacement reviewed",
  "replacement.fulfil": "Replacement delivered",
  "replacement.fulfil.milestone": "Replacement milestone",
  "upgrade.notify": "Upgrade announced",
  "feedback.reply": "Feedback answered",
  "capa.due": "Improvement due",
};

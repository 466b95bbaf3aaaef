export default {
  "response.general": "首次响应",
  "oow.response": "首次响应（保外）",
  "consult.reply": "答复",
  "onsite.contact": "上门前联系",
  "onsite.arrival": "到达现场",
  "repair.warranty": "维修保修",
  "replacement.review": "换货审核",
  "replacement.fulfil": "换货交付",
  "replacement.fulfil.milestone": "换货节点",
  "upgrade.notify": "升级通知",
  "feedback.reply": "反馈答复",
  "capa.due": "改进到期",
};

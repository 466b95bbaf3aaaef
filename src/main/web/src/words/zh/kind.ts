export default {
  silence: "失联",
  crash: "崩溃",
  crashloop: "反复崩溃",
  alarm: "告警",
  ticket: "工单",
};

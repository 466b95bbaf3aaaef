export default {
  elapsed: "{0} 小时",
  business_hours: "{0} 工作小时",
  working_days: "{0} 个工作日",
  calendar_days: "{0} 个自然日",
  calendar_months: "{0} 个月",
};

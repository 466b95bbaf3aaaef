export default {
  elapsed: "{0} hours",
  business_hours: "{0} business hours",
  working_days: "{0} working days",
  calendar_days: "{0} calendar days",
  calendar_months: "{0} months",
};

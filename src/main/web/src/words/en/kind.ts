export default {
  silence: "silence",
  crash: "crash",
  crashloop: "crash loop",
  alarm: "alarm",
  ticket: "ticket",
};

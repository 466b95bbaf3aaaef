export default {
  NORM: "alarm: normal",
  UNACK: "alarm: unacknowledged",
  ACKED: "alarm: acknowledged",
  RTNUN: "alarm: back to normal, unacknowledged",
  LATCHED_ACKED: "alarm: latched, waits for a reset",
  LATCHED_UNACK: "alarm: latched, unacknowledged",
  SHELVED: "alarm: shelved",
  SUPPRESSED_BY_DESIGN: "alarm: suppressed",
  OUT_OF_SERVICE: "alarm: out of service",
};

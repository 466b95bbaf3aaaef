export default {
  NORM: "告警：正常",
  UNACK: "告警：未确认",
  ACKED: "告警：已确认",
  RTNUN: "告警：已恢复，未确认",
  LATCHED_ACKED: "告警：锁存，等待复位",
  LATCHED_UNACK: "告警：锁存，未确认",
  SHELVED: "告警：已搁置",
  SUPPRESSED_BY_DESIGN: "告警：按设计抑制",
  OUT_OF_SERVICE: "告警：停用中",
};

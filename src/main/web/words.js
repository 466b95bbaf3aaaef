// The words of the page, and how numbers, times and symptoms are said in each language.

import { ROLLOUT_WORDS } from "./rollout-words.js";

const WORDS = {
  en: {
    skip: "Skip to the tickets",
    other: "中文",
    leave: "Sign out",
    doorTitle: "Fault tickets, live",
    doorText:
      "Enter your API token. It stays in this tab and is forgotten when you close it. The first administrator’s token was printed when the server first started, and is in the file admin-token of its data folder.",
    token: "API token",
    enter: "Open",
    wrongToken: "The server does not know this token, or it has been revoked or has expired.",
    tickets: "Fault tickets",
    open: "Open",
    all: "All",
    severity: "Severity",
    anySeverity: "Any severity",
    search: "Search device, symptom, number",
    more: "Show more",
    loading: "Loading…",
    noneOpen: "No open fault tickets. Everything that reports is well.",
    noneFound: "Nothing matches this filter.",
    noneYet: "No fault tickets yet.",
    failed: "The tickets could not be read: {0}",
    retry: "Try again",
    live: "Live",
    connecting: "Connecting…",
    reconnecting: "Connection lost. Reconnecting…",
    critical: "Critical",
    major: "Major",
    minor: "Minor",
    warning: "Warning",
    pick: "Pick a ticket to see what happened.",
    back: "Back to the list",
    device: "Device",
    model: "Model",
    customer: "Customer",
    site: "Site",
    lot: "Lot",
    openedAt: "Opened",
    firstSeen: "First seen",
    lastSeen: "Last seen",
    occurrences: "Occurrences",
    assignee: "Assigned to",
    nobody: "nobody",
    resolution: "Resolution",
    siblings: "Same fault, same lot",
    knownTitle: "What is known",
    k_route: "Suggested",
    k_fix: "Release that fixes it",
    k_problem: "Problem",
    k_siblings: "Siblings",
    k_components: "Parts",
    k_contact: "Contact",
    partsOf: "{0} parts: {1}",
    siblingsOf: "{0} of {1} devices",
    r_REMOTE_FIX: "Update it remotely",
    r_GUIDANCE: "Guide the customer",
    r_DISPATCH: "Send somebody",
    r_REPLACEMENT: "Replace the device",
    cause: "Common cause",
    parent: "Belongs to",
    children: "Stands for",
    cause_gateway: "Gateway",
    cause_lot: "Lot",
    cause_component_lot: "Component lot",
    cause_station: "Station",
    cause_firmware: "Firmware",
    cause_site: "Site",
    cause_model: "Model",
    cause_flood: "Flood",
    stillActive: "still active",
    series: "Series",
    metric: "Metric",
    aroundFault: "Around the fault",
    day: "24 h",
    week: "7 days",
    noPoints: "No readings in this stretch of time.",
    noMetric: "This device has sent no measurements.",
    limitHigh: "limit high {0}",
    limitLow: "limit low {0}",
    zone: "Times in {0}",
    byMean: "mean of each {0}, with the range from least to greatest",
    everyReading: "every reading",
    chartLabel: "{0} of {1} from {2} to {3}. Arrow keys read out single values.",
    next: "Next step",
    nothingToDo: "Nothing for your role to do in this state.",
    history: "History",
    alarmsTitle: "Alarms",
    shelvedUntil: "until {0}, by {1}: {2}",
    a_acknowledged: "Acknowledge the alarm",
    a_reset: "Reset the alarm",
    a_shelved: "Shelve for 8 h",
    a_unshelved: "Unshelve",
    al_NORM: "alarm: normal",
    al_UNACK: "alarm: unacknowledged",
    al_ACKED: "alarm: acknowledged",
    al_RTNUN: "alarm: back to normal, unacknowledged",
    al_LATCHED_ACKED: "alarm: latched, waits for a reset",
    al_LATCHED_UNACK: "alarm: latched, unacknowledged",
    al_SHELVED: "alarm: shelved",
    al_SUPPRESSED_BY_DESIGN: "alarm: suppressed",
    al_OUT_OF_SERVICE: "alarm: out of service",
    active: "active",
    cleared: "back to normal",
    thread: "Conversation",
    addMessage: "Write to the other side",
    said: "Message sent.",
    by_phone: "by telephone",
    by_email: "by mail",
    by_chat: "chat",
    by_portal: "portal",
    by_api: "API",
    by_system: "automatic",
    comments: "Comments",
    addComment: "Add a comment",
    send: "Send",
    commented: "Comment added.",
    done: "Done: {0}",
    cancel: "Cancel",
    confirm: "Confirm",
    finalWarning: "This cannot be undone.",
    takeIt: "Assign to me",
    f_reason: "Reason",
    f_place: "Place",
    f_guidance: "What the customer was guided to do",
    f_agreedDate: "Agreed date, at a remote site",
    f_procedure: "Procedure and version",
    f_step: "What was done",
    f_solution: "Solution, if not sent yet",
    f_device: "Device",
    f_symptom: "Symptom",
    f_rootCause: "Cause",
    f_remedy: "Remedy",
    f_parent: "Merge into ticket",
    f_severity: "Severity",
    f_mode: "What has failed",
    f_cause: "Cause",
    f_plan: "Plan",
    f_explainedTo: "Explained to",
    f_how: "How (telephone, on site …)",
    f_checklistDone: "The commissioning checklist is done",
    a_TRIAGED: "Triage",
    a_GUIDING: "Guide remotely",
    a_REMOTE_FIX: "Fix remotely",
    a_DISPATCHED: "Dispatch an engineer",
    a_ON_SITE: "Check in on site",
    a_DIAGNOSED: "Record the diagnosis",
    a_QUOTED: "Quote",
    a_APPROVED: "Approve the repair",
    a_DECLINED: "Decline",
    a_REPAIRING: "Repair",
    a_TESTING: "Test",
    a_AWAITING_SIGNOFF: "Hand over for sign-off",
    a_DISPUTED: "Dispute",
    a_CLOSED: "Close",
    a_CANCELLED: "Cancel the ticket",
    a_MERGED: "Merge into another",
    a_CONVERTED: "Convert",
    h_opened: "opened the ticket",
    h_severity_raised: "raised the severity",
    h_transitioned: "moved it to “{0}”",
    h_closed: "closed the ticket",
    h_assigned: "assigned it",
    h_merged: "merged it",
    h_joined: "put it under a parent",
    h_released: "let it stand by itself",
    bySystem: "Fieldcare",
    s_NEW: "New",
    s_TRIAGED: "Triaged",
    s_GUIDING: "Guiding",
    s_REMOTE_FIX: "Remote fix",
    s_DISPATCHED: "Dispatched",
    s_ON_SITE: "On site",
    s_DIAGNOSED: "Diagnosed",
    s_QUOTED: "Quoted",
    s_APPROVED: "Approved",
    s_DECLINED: "Declined",
    s_REPAIRING: "Repairing",
    s_TESTING: "Testing",
    s_AWAITING_SIGNOFF: "Awaiting sign-off",
    s_DISPUTED: "Disputed",
    s_CLOSED: "Closed",
    s_CANCELLED: "Cancelled",
    s_MERGED: "Merged",
    s_CONVERTED: "Converted",
    y_high: "{0} too high",
    y_low: "{0} too low",
    y_stuck: "{0} stuck",
    y_novel: "{0} as never before",
    y_readingsmissing: "Readings missing",
    y_unusual: "{0} unusual",
    y_drift: "{0} drifting",
    y_noise: "{0} noisy",
    y_silence: "Silent",
    y_rebootunexpected: "Unexpected reboot",
    y_crash: "Crash",
    y_crashloop: "Crash loop",
    y_flood: "Flood of faults",
    y_peers: "{0} unlike its peers",
  },
  zh: {
    skip: "跳到工单列表",
    other: "English",
    leave: "退出",
    doorTitle: "故障工单实时看板",
    doorText:
      "请输入 API 令牌。令牌只保存在本标签页中，关闭后即清除。首个管理员的令牌在服务器首次启动时显示，并保存在数据目录的 admin-token 文件中。",
    token: "API 令牌",
    enter: "进入",
    wrongToken: "服务器不认识此令牌，或令牌已被吊销、已过期。",
    tickets: "故障工单",
    open: "未结",
    all: "全部",
    severity: "严重程度",
    anySeverity: "全部程度",
    search: "搜索设备、现象、编号",
    more: "加载更多",
    loading: "正在加载…",
    noneOpen: "没有未结的故障工单，所有上报设备运行正常。",
    noneFound: "没有符合条件的工单。",
    noneYet: "还没有故障工单。",
    failed: "无法读取工单：{0}",
    retry: "重试",
    live: "实时",
    connecting: "正在连接…",
    reconnecting: "连接中断，正在重连…",
    critical: "紧急",
    major: "严重",
    minor: "一般",
    warning: "提示",
    pick: "选择一张工单查看详情。",
    back: "返回列表",
    device: "设备",
    model: "型号",
    customer: "客户",
    site: "站点",
    lot: "批次",
    openedAt: "建单时间",
    firstSeen: "首次出现",
    lastSeen: "最近出现",
    occurrences: "发生次数",
    assignee: "负责人",
    nobody: "未分配",
    resolution: "处理结果",
    siblings: "同批次同类故障",
    knownTitle: "已知信息",
    k_route: "建议方式",
    k_fix: "可修复的固件",
    k_problem: "问题工单",
    k_siblings: "同类设备",
    k_components: "部件",
    k_contact: "联系人",
    partsOf: "{0} 个部件：{1}",
    siblingsOf: "{1} 台中的 {0} 台",
    r_REMOTE_FIX: "远程升级修复",
    r_GUIDANCE: "远程指导客户",
    r_DISPATCH: "派工上门",
    r_REPLACEMENT: "更换设备",
    cause: "共同原因",
    parent: "归属工单",
    children: "涵盖工单",
    cause_gateway: "网关",
    cause_lot: "批次",
    cause_component_lot: "元器件批次",
    cause_station: "工位",
    cause_firmware: "固件",
    cause_site: "站点",
    cause_model: "型号",
    cause_flood: "告警洪泛",
    stillActive: "仍在持续",
    series: "曲线",
    metric: "测点",
    aroundFault: "故障前后",
    day: "24 小时",
    week: "7 天",
    noPoints: "这段时间内没有数据。",
    noMetric: "该设备没有上报过测量值。",
    limitHigh: "上限 {0}",
    limitLow: "下限 {0}",
    zone: "时区：{0}",
    byMean: "每 {0} 的平均值及最小–最大范围",
    everyReading: "全部原始读数",
    chartLabel: "{1} 的{0}，{2} 至 {3}。用方向键逐点朗读数值。",
    next: "下一步",
    nothingToDo: "当前状态下您的角色没有可执行的操作。",
    history: "历史",
    alarmsTitle: "告警",
    shelvedUntil: "至 {0}，{1}：{2}",
    a_acknowledged: "确认告警",
    a_reset: "复位告警",
    a_shelved: "搁置 8 小时",
    a_unshelved: "取消搁置",
    al_NORM: "告警：正常",
    al_UNACK: "告警：未确认",
    al_ACKED: "告警：已确认",
    al_RTNUN: "告警：已恢复，未确认",
    al_LATCHED_ACKED: "告警：锁存，等待复位",
    al_LATCHED_UNACK: "告警：锁存，未确认",
    al_SHELVED: "告警：已搁置",
    al_SUPPRESSED_BY_DESIGN: "告警：按设计抑制",
    al_OUT_OF_SERVICE: "告警：停用中",
    active: "持续中",
    cleared: "已恢复",
    thread: "对话",
    addMessage: "给对方留言",
    said: "消息已发送。",
    by_phone: "电话",
    by_email: "邮件",
    by_chat: "在线",
    by_portal: "门户",
    by_api: "API",
    by_system: "自动",
    comments: "备注",
    addComment: "添加备注",
    send: "提交",
    commented: "备注已添加。",
    done: "已完成：{0}",
    cancel: "取消",
    confirm: "确认",
    finalWarning: "此操作不可撤销。",
    takeIt: "由我负责",
    f_reason: "理由",
    f_place: "地点",
    f_guidance: "指导客户做了什么",
    f_agreedDate: "约定日期（偏远地区）",
    f_procedure: "维修规程及版本",
    f_step: "维修内容",
    f_solution: "解决方案（如尚未答复）",
    f_device: "设备",
    f_symptom: "现象",
    f_rootCause: "根本原因",
    f_remedy: "补救措施",
    f_parent: "并入工单",
    f_severity: "严重程度",
    f_mode: "故障模式",
    f_cause: "原因",
    f_plan: "方案",
    f_explainedTo: "已向谁说明",
    f_how: "说明方式（电话、现场……）",
    f_checklistDone: "调试检查清单已完成",
    a_TRIAGED: "完成分诊",
    a_GUIDING: "远程指导",
    a_REMOTE_FIX: "远程修复",
    a_DISPATCHED: "派工",
    a_ON_SITE: "到场签到",
    a_DIAGNOSED: "登记诊断",
    a_QUOTED: "报价",
    a_APPROVED: "同意维修",
    a_DECLINED: "拒绝",
    a_REPAIRING: "开始维修",
    a_TESTING: "开始测试",
    a_AWAITING_SIGNOFF: "提交签收",
    a_DISPUTED: "提出争议",
    a_CLOSED: "关闭工单",
    a_CANCELLED: "取消工单",
    a_MERGED: "并入其他工单",
    a_CONVERTED: "转换",
    h_opened: "创建了工单",
    h_severity_raised: "提高了严重程度",
    h_joined: "归入上级工单",
    h_released: "改为单独处理",
    h_transitioned: "转为「{0}」",
    h_closed: "关闭了工单",
    h_assigned: "调整了负责人",
    h_merged: "合并了工单",
    bySystem: "系统",
    s_NEW: "新建",
    s_TRIAGED: "已分诊",
    s_GUIDING: "远程指导",
    s_REMOTE_FIX: "远程修复",
    s_DISPATCHED: "已派工",
    s_ON_SITE: "已到场",
    s_DIAGNOSED: "已诊断",
    s_QUOTED: "已报价",
    s_APPROVED: "已同意",
    s_DECLINED: "已拒绝",
    s_REPAIRING: "维修中",
    s_TESTING: "测试中",
    s_AWAITING_SIGNOFF: "待签收",
    s_DISPUTED: "有争议",
    s_CLOSED: "已关闭",
    s_CANCELLED: "已取消",
    s_MERGED: "已合并",
    s_CONVERTED: "已转换",
    "b_limit.high": "{metric} {value}，持续高于上限 {limit} 达 {heldSeconds}（延时 {onDelaySeconds}）",
    "b_limit.low": "{metric} {value}，持续低于下限 {limit} 达 {heldSeconds}（延时 {onDelaySeconds}）",
    b_silence: "已 {silentSeconds} 未收到数据",
    "b_silence.will": "已 {silentSeconds} 未收到数据；{offlineAt} 报告离线",
    "b_silence.gateway": "已 {silentSeconds} 未收到数据；经它上报的 {affected} 台设备也收不到：{affectedDevices}",
    "b_silence.will.gateway":
      "已 {silentSeconds} 未收到数据；{offlineAt} 报告离线；经它上报的 {affected} 台设备也收不到：{affectedDevices}",
    "b_cause.site": "站点 {cause} 的 {size} 台设备中有 {count} 台在 {withinSeconds} 内出现 {symptom}；其他地方 {elsewhereSize} 台中有 {elsewhere} 台",
    "b_cause.lot": "批次 {cause} 的 {size} 台设备中有 {count} 台在 {withinSeconds} 内出现 {symptom}；其他 {elsewhereSize} 台中有 {elsewhere} 台",
    "b_cause.gateway": "网关 {cause} 下的 {size} 台设备中有 {count} 台在 {withinSeconds} 内出现 {symptom}；其他 {elsewhereSize} 台中有 {elsewhere} 台",
    "b_cause.firmware":
      "固件 {cause} 的 {size} 台设备中有 {count} 台在 {withinSeconds} 内出现 {symptom}；其他 {elsewhereSize} 台中有 {elsewhere} 台",
    "b_cause.model": "型号 {cause} 的 {size} 台设备中有 {count} 台在 {withinSeconds} 内出现 {symptom}；其他 {elsewhereSize} 台中有 {elsewhere} 台",
    "b_gate.events.none": "没有要比较的事件",
    "b_gate.events.ok": "{count} 项比较均未显示危害；最接近的是第 {wave} 批的 {kind}，证据 {evidence}，需要 {needed}",
    "b_gate.events.wait":
      "尚不明确：{kind}：第 {wave} 批 {treated} 台中有 {treatedEvents} 台，尚未更新的 {controls} 台中有 {controlEvents} 台，为 {times} 倍；证据 {evidence}，需要 {needed}",
    "b_gate.events.wait.split":
      "尚不明确：{kind}：第 {wave} 批中 {split} 的 {treated} 台有 {treatedEvents} 台，尚未更新的 {controls} 台中有 {controlEvents} 台，为 {times} 倍；证据 {evidence}，需要 {needed}",
    "b_gate.events.harm":
      "{kind}：第 {wave} 批 {treated} 台中有 {treatedEvents} 台，尚未更新的 {controls} 台中有 {controlEvents} 台，为 {times} 倍；证据 {evidence}，需要 {needed}",
    "b_gate.events.harm.split":
      "{kind}：第 {wave} 批中 {split} 的 {treated} 台有 {treatedEvents} 台，尚未更新的 {controls} 台中有 {controlEvents} 台，为 {times} 倍；证据 {evidence}，需要 {needed}",
    "b_gate.failed.ok": "{concluded} 次更新中有 {failed} 次失败（{share}），不能肯定超过允许的 {most}",
    "b_gate.failed.harm": "{concluded} 次更新中有 {failed} 次失败（{share}），肯定超过允许的 {most}",
    "b_gate.installed.ok": "{members} 台中已有 {installed} 台安装，要求 {least}",
    "b_gate.installed.wait": "{members} 台中已有 {installed} 台安装，要求 {least}",
    "b_gate.silent.ok": "{members} 台中有 {silent} 台失联，允许 {most}",
    "b_gate.silent.wait": "{members} 台中有 {silent} 台失联，允许 {most}",
    "b_gate.exposure.ok": "本批已运行新版本 {hours} 台时，要求 {wanted} 台时",
    "b_gate.exposure.wait": "本批已运行新版本 {hours} 台时，要求 {wanted} 台时",
    "b_gate.soak.ok": "本批已开放 {openSeconds}，要求 {wantedSeconds}",
    "b_gate.soak.wait": "本批已开放 {openSeconds}，要求 {wantedSeconds}",
    "b_gate.metrics.none": "尚未比较任何测量值",
    "b_gate.metrics.ok": "第 {wave} 批的 {metric} 在 {afterSeconds} 后与尚未更新的设备相差 {difference}（± {error}），不能肯定变差",
    "b_gate.metrics.harm": "第 {wave} 批的 {metric} 在 {afterSeconds} 后与尚未更新的设备相差 {difference}（± {error}）：变差",
    "b_fix.shown": "已更新的 {treated} 台中有 {treatedEvents} 台出现，其他 {controls} 台中有 {controlEvents} 台：少于偶然所能解释",
    "b_fix.contradicted": "已更新的 {treated} 台中有 {treatedEvents} 台出现，其他 {controls} 台中有 {controlEvents} 台：肯定没有减半",
    "b_fix.open": "已更新的 {treated} 台中有 {treatedEvents} 台出现，其他 {controls} 台中有 {controlEvents} 台：尚不确定",
    "b_cause.flood": "{windowSeconds} 内有 {count} 个故障工单，超过 {most} 个，未发现共同原因",
    "b_siblings.blamed":
      "{traitType} {trait}：{units} 台中有 {failed} 台发生故障，其他 {otherUnits} 台可比设备中有 {otherFailed} 台（q = {q}）",
    "b_siblings.chance":
      "{traitType} {trait}：{units} 台中有 {failed} 台发生故障，其他 {otherUnits} 台可比设备中有 {otherFailed} 台（q = {q}）",
    "b_siblings.coincides":
      "{traitType} {trait}：{units} 台中有 {failed} 台发生故障，其他 {otherUnits} 台可比设备中有 {otherFailed} 台（q = {q}）；可由{otherTraitType} {otherTrait} 解释",
    "b_siblings.confounded":
      "{traitType} {trait}：{units} 台中有 {failed} 台发生故障，其他 {otherUnits} 台可比设备中有 {otherFailed} 台（q = {q}）；无法与{otherTraitType} {otherTrait} 区分",
    "b_route.repaired": "此故障已维修 {repairs} 次，仍然复发",
    "b_route.release": "固件 {release} 可修复此故障，且设备在线",
    "b_route.carry": "固件 {release} 可修复此故障，但设备无法联机：请带到现场安装",
    "b_route.hardware": "{traitType} {trait} 的设备更常发生此故障，且没有固件可修复",
    "b_route.silent": "设备失联，既不能指导也不能远程升级",
    "b_route.crash": "设备崩溃或重启，且没有固件可修复",
    "b_route.firmware": "固件 {trait} 的设备更常发生此故障；可修复的版本尚未发布",
    "b_route.first": "没有固件可修复，也没有迹象表明部件损坏",
    "b_known.site.registered": "设备登记在此站点",
    "b_known.site.none": "设备未登记站点",
    "b_known.contact.named": "来自报修、站点或客户的登记",
    "b_known.contact.none": "设备、站点和客户均未登记联系人",
    "b_known.lot.registered": "设备登记的生产批次",
    "b_known.lot.none": "设备未登记生产批次",
    "b_known.components.traced": "故障时设备内有 {levels} 层共 {count} 个部件",
    "b_known.components.none": "没有设备组成的记录",
    "b_known.siblings.scanned": "型号 {model} 的 {units} 台设备中有 {failed} 台出现此故障",
    "b_known.siblings.missing": "未能及时完成比较",
    "b_known.problem.shared": "设备具有该问题所涉及的共同特征",
    "b_known.problem.none": "设备与其他故障设备没有可疑的共同特征",
    "b_known.fix.release": "固件 {release} 注明修复此故障，适用于该设备且比现有版本新",
    "b_known.fix.none": "没有适用且更新、注明修复此故障的已发布固件",
    b_missing: "最近 {windowSeconds} 内应有 {expected} 条数据（每 {intervalSeconds} 一条），缺失 {missing} 条，占 {missingPercent}%；平时为 {usualPercent}%",
    b_peers: "{metric}自 {sinceAt} 起偏离 {peers} 台同类设备（{cohort}）的中位数 {off} {unit}；平时为 {usual} {unit}",
    b_reboot: "意外重启：{reason}",
    "b_reboot.loop": "反复重启：{withinSeconds} 内 {count} 次，最近一次 {reason}",
    b_crash: "崩溃：{reason}",
    "b_crash.loop": "反复崩溃：{withinSeconds} 内 {count} 次，最近一次 {reason}",
    "b_fix.none": "尚无可比较的设备",
    y_high: "{0}过高",
    y_low: "{0}过低",
    y_stuck: "{0}卡滞",
    y_novel: "{0}前所未有",
    y_readingsmissing: "数据缺失",
    y_unusual: "{0}异常",
    y_drift: "{0}漂移",
    y_noise: "{0}噪声大",
    y_silence: "失联",
    y_rebootunexpected: "意外重启",
    y_crash: "崩溃",
    y_crashloop: "反复崩溃",
    y_flood: "故障洪泛",
    y_peers: "{0}异于同类设备",
  },
};

for (const each of Object.keys(WORDS)) Object.assign(WORDS[each], ROLLOUT_WORDS[each]);

const METRICS = {
  en: { cpuLoad: "CPU load", rssi: "Signal strength" },
  zh: {
    temperature: "温度",
    supplyVoltage: "供电电压",
    memoryUsed: "内存占用",
    cpuLoad: "CPU 负载",
    rssi: "信号强度",
    vibration: "振动",
    flow: "流量",
    motorTemperature: "电机温度",
    current: "电流",
  },
};

let language = navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";

export function currentLanguage() {
  return language;
}

export function setLanguage(to) {
  language = to;
}

/** The word for a key, with {0}, {1} … filled in. */
export function say(key, ...fill) {
  const text = WORDS[language][key] ?? WORDS.en[key] ?? key;
  return text.replace(/\{(\d)\}/g, (all, i) => String(fill[Number(i)] ?? all));
}

export function hasWord(key) {
  return key in WORDS.en;
}

export function stateName(state) {
  return hasWord("s_" + state) ? say("s_" + state) : state;
}

/** What a button says that brings a ticket to this state. */
export function stepName(state) {
  return hasWord("a_" + state) ? say("a_" + state) : stateName(state);
}

/** supplyVoltage → Supply voltage. */
export function metricName(metric) {
  const known = METRICS[language]?.[metric];
  if (known) return known;
  const words = metric.replace(/([a-z0-9])([A-Z])/g, "$1 $2").replace(/[_-]+/g, " ");
  return /^[a-z]/.test(words)
    ? words[0].toUpperCase() + words.slice(1).toLowerCase()
    : words;
}

/** temperature.high → Temperature too high; what is not known is shown as it is. */
export function symptomName(symptom) {
  const whole = "y_" + symptom.replace(/[^a-z]/gi, "").toLowerCase();
  if (hasWord(whole)) return say(whole);
  const dot = symptom.lastIndexOf(".");
  const how = dot < 0 ? "" : "y_" + symptom.slice(dot + 1);
  return dot > 0 && hasWord(how) ? say(how, metricName(symptom.slice(0, dot))) : symptom;
}

/** What a trial counts: crash, or symptom:temperature.high. */
export function kindName(kind) {
  if (kind.startsWith("symptom:")) return symptomName(kind.slice(8));
  return hasWord("kd_" + kind) ? say("kd_" + kind) : kind;
}

/** hardwareRevision=B → revision B. */
export function splitName(split) {
  const [what, which] = split.split("=");
  return hasWord("sp_" + what) ? say("sp_" + what, which) : split;
}

const locale = () => (language === "zh" ? "zh-CN" : undefined);

export const zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

export function dateTime(at) {
  return new Intl.DateTimeFormat(locale(), {
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  }).format(new Date(at));
}

export function tickTime(at, step) {
  const options =
    step >= 86_400_000
      ? { month: "short", day: "numeric" }
      : step >= 60_000
        ? { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }
        : { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };
  return new Intl.DateTimeFormat(locale(), options).format(new Date(at));
}

export function tickDay(at) {
  return new Intl.DateTimeFormat(locale(), { month: "short", day: "numeric" }).format(new Date(at));
}

/** Three minutes ago, in words; `now` by the server's clock. */
export function ago(at, now) {
  const seconds = Math.round((new Date(at).getTime() - now) / 1000);
  const relative = new Intl.RelativeTimeFormat(language === "zh" ? "zh-CN" : "en", {
    numeric: "auto",
    style: "short",
  });
  const size = Math.abs(seconds);
  if (size < 60) return relative.format(seconds, "second");
  if (size < 3600) return relative.format(Math.round(seconds / 60), "minute");
  if (size < 86_400) return relative.format(Math.round(seconds / 3600), "hour");
  return relative.format(Math.round(seconds / 86_400), "day");
}

/** Why, in the reader's language where we have the words for it, else as the server said it. */
export function becauseText(item) {
  const key = "b_" + item.becauseKey;
  const args = item.becauseArgs ?? {};
  if (language === "en" || !(key in WORDS[language])) return item.because;
  const unit = args.unit ? " " + args.unit : "";
  return WORDS[language][key].replace(/\{(\w+)\}/g, (all, name) => {
    const value = args[name];
    if (value == null) return all;
    if (name === "metric") return metricName(value);
    if (name === "kind") return kindName(value);
    if (name === "split") return splitName(value);
    if (name.endsWith("raitType")) return say("cause_" + value);
    if (name === "value" || name === "limit") return number(value) + unit;
    if (name.endsWith("Seconds")) return span(value);
    if (name.endsWith("Arrival") || name.endsWith("At")) return dateTime(value);
    return typeof value === "number" ? number(value) : String(value);
  });
}

/** A stretch of time in words: 5 min. */
export function span(seconds) {
  const [size, unit] =
    seconds < 120
      ? [seconds, "second"]
      : seconds < 7200
        ? [seconds / 60, "minute"]
        : seconds < 172_800
          ? [seconds / 3600, "hour"]
          : [seconds / 86_400, "day"];
  return new Intl.NumberFormat(language === "zh" ? "zh-CN" : "en", {
    style: "unit",
    unit,
    unitDisplay: "short",
    maximumFractionDigits: 1,
  }).format(size);
}

export function number(value) {
  return new Intl.NumberFormat(locale(), { maximumSignificantDigits: 6 }).format(value);
}

export default {
  opened: "创建了工单",
  severity_raised: "提高了严重程度",
  joined: "归入上级工单",
  released: "改为单独处理",
  transitioned: "转为「{0}」",
  closed: "关闭了工单",
  assigned: "调整了负责人",
  merged: "合并了工单",
};

export default {
  route: "建议方式",
  fix: "可修复的固件",
  problem: "问题工单",
  siblings: "同类设备",
  components: "部件",
  contact: "联系人",
};

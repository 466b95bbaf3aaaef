export default {
  "action-open": "另有升级进行中",
  "hardware-revision": "不适用于其硬件版本",
  "runs-already": "已运行该版本",
  "stepping-stone": "缺少必经版本",
  decommissioned: "已停用",
  "not-published": "该版本尚未发布",
  downgrade: "属于降级",
  "in-repair": "维修中",
  disputed: "有争议",
  "in-soak": "维修后测试中",
  frozen: "已冻结",
};

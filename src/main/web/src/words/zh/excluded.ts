export default {
  decommissioned: "已停用",
  "not-published": "固件尚未发布",
  "hardware-revision": "硬件版本不适用",
  downgrade: "已运行或确认过更新的版本",
  "runs-already": "已在运行该版本",
  "stepping-stone": "须先升级到中间版本",
  bootloader: "引导程序过旧",
  "frozen:in-repair": "维修中",
  "frozen:disputed": "争议中",
  "frozen:in-soak": "修后观察中",
  "action-open": "有其他升级未完成",
};

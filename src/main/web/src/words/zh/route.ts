export default {
  REMOTE_FIX: "远程升级修复",
  GUIDANCE: "远程指导客户",
  DISPATCH: "派工上门",
  REPLACEMENT: "更换设备",
};

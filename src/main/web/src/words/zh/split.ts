export default {
  hardwareRevision: "硬件版本 {0}",
};

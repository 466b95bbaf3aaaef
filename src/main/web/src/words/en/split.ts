export default {
  hardwareRevision: "revision {0}",
};

export default {
  REMOTE_FIX: "Update it remotely",
  GUIDANCE: "Guide the customer",
  DISPATCH: "Send somebody",
  REPLACEMENT: "Replace the device",
};

export default {
  phone: "by telephone",
  email: "by mail",
  chat: "chat",
  portal: "portal",
  api: "API",
  system: "automatic",
};

export default {
  phone: "电话",
  email: "邮件",
  chat: "在线",
  portal: "门户",
  api: "API",
  system: "自动",
};

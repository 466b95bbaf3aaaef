export default {
  off: "尚未配置邮件服务器：请在 config/fieldcare.yaml 的 mail.to 和 mail.host 中设置收件人和服务器。",
  server: "邮件服务器",
  user: "登录账号",
  from: "发件人",
  to: "通知收件人",
  security_none: "未加密",
  security_starttls: "STARTTLS",
  security_tls: "TLS",
  address: "测试邮件收件地址",
  addressSaid: "留空则发给通知收件人。",
  test: "发送测试邮件",
  taken: "邮件服务器已接收，收件人：{0}。",
};

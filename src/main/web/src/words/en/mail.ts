export default {
  off: "No mail server is configured: mail.to and mail.host in config/fieldcare.yaml say whom mail goes to, and by which server.",
  server: "Mail server",
  user: "Signs in as",
  from: "From",
  to: "Notices go to",
  security_none: "not encrypted",
  security_starttls: "STARTTLS",
  security_tls: "TLS",
  address: "Send a test mail to",
  addressSaid: "Empty: those whom notices go to.",
  test: "Send a test mail",
  taken: "The mail server took it, for {0}.",
};

export default {
  opened: "opened the ticket",
  severity_raised: "raised the severity",
  transitioned: "moved it to “{0}”",
  closed: "closed the ticket",
  assigned: "assigned it",
  merged: "merged it",
  joined: "put it under a parent",
  released: "let it stand by itself",
};

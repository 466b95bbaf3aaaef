export default {
  admin: "administrator",
  manager: "manager",
  support: "support",
  field_engineer: "field engineer",
  release_engineer: "release engineer",
  quality: "quality",
  customer: "customer",
  viewer: "viewer",
};

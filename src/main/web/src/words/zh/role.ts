export default {
  admin: "管理员",
  manager: "经理",
  support: "客服",
  field_engineer: "现场工程师",
  release_engineer: "发布工程师",
  quality: "质量",
  customer: "客户",
  viewer: "只读",
};

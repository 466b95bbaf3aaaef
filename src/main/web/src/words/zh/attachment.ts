export default {
  title: "照片与文件",
  none: "尚无附件。",
  add: "添加附件",
  choose: "选择附件",
  added: "已添加 {0} 个附件",
  internal: "内部",
  internalToo: "客户不可见",
  erase: "删除内容",
  sure: "将永久删除 {0} 的内容，仅保留其曾存在的记录。原因：",
  isErased: "已删除。",
  erased: "已于 {0} 删除",
};

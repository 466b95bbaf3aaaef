export default {
  placeholder: "例如：site = hz and firmware < 1.5.0",
  next: "可填的内容",
};

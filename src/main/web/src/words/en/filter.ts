export default {
  placeholder: "such as: site = hz and firmware < 1.5.0",
  next: "What may come next",
};

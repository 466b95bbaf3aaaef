export default {
  next: "接下来可以写",
};

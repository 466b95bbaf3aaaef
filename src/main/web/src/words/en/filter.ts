export default {
  next: "What may come next",
};

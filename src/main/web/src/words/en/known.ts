export default {
  route: "Suggested",
  fix: "Release that fixes it",
  problem: "Problem",
  siblings: "Siblings",
  components: "Parts",
  contact: "Contact",
};

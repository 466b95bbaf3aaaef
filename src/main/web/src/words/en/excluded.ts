export default {
  "action-open": "another update is under way",
  "hardware-revision": "made for other hardware revisions",
  "runs-already": "runs it already",
  "stepping-stone": "a version it must pass through is missing",
  decommissioned: "decommissioned",
  "not-published": "the release is not published",
  downgrade: "would be a downgrade",
  "in-repair": "in repair",
  disputed: "under dispute",
  "in-soak": "in its test after a repair",
  frozen: "frozen",
};

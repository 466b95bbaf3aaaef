export default {
  decommissioned: "is out of service",
  "not-published": "the release is not published",
  "hardware-revision": "hardware that the release does not fit",
  downgrade: "runs, or once confirmed, a later release",
  "runs-already": "runs it already",
  "stepping-stone": "must run another release first",
  bootloader: "bootloader too old",
  "frozen:in-repair": "in repair",
  "frozen:disputed": "under dispute",
  "frozen:in-soak": "in the test after a repair",
  "action-open": "another update is open",
};

export default {
  title: "Photos and files",
  none: "Nothing was attached yet.",
  add: "Attach files",
  choose: "Files to attach",
  added: "Attached: {0}",
  internal: "internal",
  internalToo: "not for the customer",
  erase: "Erase",
  sure: "{0} is taken away for good; that it was there stays on record. Why?",
  isErased: "Erased.",
  erased: "erased {0}",
};

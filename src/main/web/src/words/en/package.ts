export default {
  none: "There is no published release for this model.",
  get: "Download the update package",
  cut: "the download ended too early; try again",
  hash: "SHA-256 of the file, to compare after it was copied:",
  how: "How to use it where there is no network",
  step1: "Copy the file to a USB stick and compare its SHA-256 with the one shown here.",
  step2: "Put the stick into the device, or hand the file to its update page. Do not unpack it.",
  step3: "The device checks the signatures by itself, installs the release and starts anew. Leave it powered on.",
  step4: "It writes a receipt beside the package. Hand it in here or by mail, and the update is closed.",
};

export default {
  temperature: "Temperature",
  supplyVoltage: "Supply voltage",
  memoryUsed: "Memory used",
  cpuLoad: "CPU load",
  rssi: "Signal strength",
  vibration: "Vibration",
  flow: "Flow",
  motorTemperature: "Motor temperature",
  current: "Current",
};

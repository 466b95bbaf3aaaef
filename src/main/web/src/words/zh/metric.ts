export default {
  temperature: "温度",
  supplyVoltage: "供电电压",
  memoryUsed: "内存占用",
  cpuLoad: "CPU 负载",
  rssi: "信号强度",
  vibration: "振动",
  flow: "流量",
  motorTemperature: "电机温度",
  current: "电流",
};

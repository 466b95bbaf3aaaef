export default {
  gateway: "网关",
  lot: "批次",
  component_lot: "元器件批次",
  station: "工位",
  firmware: "固件",
  site: "站点",
  model: "型号",
  flood: "告警洪泛",
};

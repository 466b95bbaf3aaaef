export default {
  gateway: "Gateway",
  lot: "Lot",
  component_lot: "Component lot",
  station: "Station",
  firmware: "Firmware",
  site: "Site",
  model: "Model",
  flood: "Flood",
};

// Sites that lie too close together to be told apart at this size of the map are drawn as one. Pure.

import { type OpenTickets, SEVERITIES, type Site, type SeverityCode, openCount, worst } from "./device";

export interface Cluster {
  longitude: number;
  latitude: number;
  sites: Site[];
  open: OpenTickets;
  worst: SeverityCode | undefined;
  count: number;
}

export interface View {
  west: number;
  east: number;
  south: number;
  north: number;
}

/** The smallest view with all sites in it, and some room around them. */
export function viewOf(sites: Site[]): View {
  const placed = sites.filter((site) => site.latitude != null && site.longitude != null);
  if (placed.length === 0) return { west: -180, east: 180, south: -60, north: 75 };
  const longitudes = placed.map((site) => site.longitude as number);
  const latitudes = placed.map((site) => site.latitude as number);
  const wide = Math.max(0.2, Math.max(...longitudes) - Math.min(...longitudes)) * 0.12 + 0.1;
  const high = Math.max(0.2, Math.max(...latitudes) - Math.min(...latitudes)) * 0.12 + 0.1;
  return {
    west: Math.max(-180, Math.min(...longitudes) - wide),
    east: Math.min(180, Math.max(...longitudes) + wide),
    south: Math.max(-90, Math.min(...latitudes) - high),
    north: Math.min(90, Math.max(...latitudes) + high),
  };
}

/** Cells of the view, so many across; each with sites in it becomes one cluster where they lie. */
export function clusters(sites: Site[], view: View, across: number): Cluster[] {
  const size = Math.max((view.east - view.west) / across, 1e-6);
  const cells = new Map<string, Site[]>();
  for (const site of sites) {
    if (site.latitude == null || site.longitude == null) continue;
    const key = Math.floor(site.longitude / size) + ":" + Math.floor(site.latitude / size);
    cells.set(key, [...(cells.get(key) ?? []), site]);
  }
  return [...cells.values()].map((group) => {
    const open = Object.fromEntries(
      SEVERITIES.map((each) => [each, group.reduce((sum, site) => sum + (site.open?.[each] ?? 0), 0)]),
    ) as OpenTickets;
    return {
      longitude: group.reduce((sum, site) => sum + (site.longitude ?? 0), 0) / group.length,
      latitude: group.reduce((sum, site) => sum + (site.latitude ?? 0), 0) / group.length,
      sites: group,
      open,
      worst: worst(open),
      count: openCount(open),
    };
  });
}

import type { HostFigures } from "../../bench/host/index.js";

export function measureHost(which: "newest" | "oldest"): Promise<HostFigures>;

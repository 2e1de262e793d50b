import type { ChannelClient } from "../src/protocol/channel.js";
import type { DashboardContract } from "../src/protocol/dashboard.js";

/** The way to the extension host. */
export type Asker = Pick<ChannelClient<DashboardContract>, "request">;

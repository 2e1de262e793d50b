export const MACHINE_KINDS = ["local", "container", "wsl", "ssh", "remote"] as const;
/** Where the engine runs, as seen from the person at the screen: on the same machine, or on another one. */
export type MachineKind = (typeof MACHINE_KINDS)[number];

/** The machine whose OpenCode storage is read. */
export interface Machine {
  readonly kind: MachineKind;
  readonly host: string;
}

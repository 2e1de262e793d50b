/** Version of what inspection looks for; what an older one looked at is read again where OpenCode still has it. */
export const INSPECTION_VERSION = 4;

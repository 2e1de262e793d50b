/** A Node binary of that major version, from the cache or from npm; gives its absolute path. */
export function installNode(major: 20 | 24): Promise<string>;

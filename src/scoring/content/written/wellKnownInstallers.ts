/** Where the makers of widely used tools keep the installer that their own manuals pipe into a shell. */
const INSTALLERS =
  /^https:\/\/(?:sh\.rustup\.rs|(?:deb|rpm)\.nodesource\.com|get\.docker\.com|install\.python-poetry\.org|astral\.sh|bun\.sh|deno\.land|get\.pnpm\.io|get\.helm\.sh|get\.k3s\.io|get\.sdkman\.io|starship\.rs|fnm\.vercel\.app|cli\.codecov\.io|codecov\.io|raw\.githubusercontent\.com\/(?:nvm-sh|Homebrew|ohmyzsh|helm|golangci|pyenv|rbenv|aquasecurity|anchore)\/|install\.determinate\.systems|nixos\.org|dot\.net|aka\.ms|dl\.google\.com|sdk\.cloud\.google\.com|awscli\.amazonaws\.com|pyenv\.run|get\.volta\.sh|mise\.run|get\.jetify\.com|tailscale\.com|ollama\.com|opencode\.ai|fly\.io|cli\.github\.com|bootstrap\.pypa\.io)(?=[/?\s"']|$)/;

/** True where all that a command fetches are such installers. */
export function installsWellKnown(command: string): boolean {
  const addresses = command.match(/\bhttps?:\/\/[^\s"'|;)`]+/g);
  return addresses !== null && addresses.every((address) => INSTALLERS.test(address));
}

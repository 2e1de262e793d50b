/** Where a secret of a kind is replaced, in the words of the service that issued it; what is not listed is named by its kind. */
const PLACES: Readonly<Record<string, string>> = {
  "github-token": "GitHub: Settings > Developer settings > Personal access tokens",
  "gitlab-token": "GitLab: Preferences > Access tokens",
  "bitbucket-token": "Bitbucket: Personal settings > App passwords",
  "atlassian-token": "Atlassian: Account settings > Security > API tokens",
  "aws-access-key": "AWS: IAM > Users > Security credentials",
  "aws-secret-key": "AWS: IAM > Users > Security credentials",
  "google-api-key": "Google Cloud: APIs & Services > Credentials",
  "google-oauth-token": "Google Cloud: APIs & Services > Credentials",
  "azure-storage-key": "Azure: Storage account > Access keys",
  "azure-sas-token": "Azure: Storage account > Access keys",
  "openai-key": "OpenAI: Settings > API keys",
  "anthropic-key": "Anthropic Console: Settings > API keys",
  "huggingface-token": "Hugging Face: Settings > Access Tokens",
  "slack-token": "Slack: api.slack.com/apps > OAuth & Permissions",
  "slack-webhook": "Slack: api.slack.com/apps > Incoming Webhooks",
  "discord-token": "Discord: Developer Portal > Bot > Reset Token",
  "telegram-token": "Telegram: BotFather > /revoke",
  "stripe-key": "Stripe: Developers > API keys",
  "stripe-webhook-secret": "Stripe: Developers > Webhooks",
  "sendgrid-key": "SendGrid: Settings > API Keys",
  "mailgun-key": "Mailgun: Settings > API keys",
  "twilio-key": "Twilio Console: Account > API keys & tokens",
  "shopify-token": "Shopify admin: Apps > Develop apps > API credentials",
  "npm-token": "npm: Access Tokens",
  "pypi-token": "PyPI: Account settings > API tokens",
  "rubygems-token": "RubyGems: Settings > API keys",
  "docker-token": "Docker Hub: Account settings > Personal access tokens",
  "databricks-token": "Databricks: Settings > Developer > Access tokens",
  "digitalocean-token": "DigitalOcean: API > Tokens",
  "cloudflare-token": "Cloudflare: My Profile > API Tokens",
  "vault-token": "Vault: revoke its lease or accessor",
  "terraform-token": "HCP Terraform: User settings > Tokens",
  "vercel-token": "Vercel: Account settings > Tokens",
  "netlify-token": "Netlify: User settings > Applications",
  "sentry-token": "Sentry: Settings > Auth tokens",
  "linear-key": "Linear: Settings > API",
  "notion-token": "Notion: Settings > Connections",
  "supabase-key": "Supabase: Project settings > API keys",
  "ssh-private-key": "with ssh-keygen, and take the old public key out of each authorized_keys and account",
  "private-key": "with whoever signed its certificate or holds its public key",
  "pgp-private-key": "with a revocation certificate on the key servers",
  "jwt": "where it was issued: end the session, or change the key that signs",
  "password": "on the system or account that it opens",
  "password-hash": "on the system or account that it opens",
  "url-password": "on the server that the address names",
  "basic-credentials": "on the server that it was sent to",
  "bearer-token": "on the server that it was sent to",
  "authorization": "on the server that it was sent to",
  "cookie": "on the site that set it: end all sessions",
};

/** Words that say what kind of secret it is, and not whose. */
const GENERIC = /-?(?:token|key|secret|password|credentials|webhook)s?$/;

/** Where a secret is replaced. @param kind as of an observation, `secret:github-token` */
export function rotationPlace(kind: string): string {
  const name = kind.slice(kind.indexOf(":") + 1);
  const issuer = name.replace(GENERIC, "").replaceAll("-", " ");
  return (Object.hasOwn(PLACES, name) ? PLACES[name] : undefined) ?? (issuer === "" || issuer === "api" || issuer === "client" || issuer === "access" ? "on the service that it opens" : `where ${issuer} issued it`);
}

import { ALNUM, BASE64, DIGIT, DOTTED, EQUALS, HEX, PERCENT, TILDE, UPPER, URL_SAFE, WORD } from "./characters.js";
import { hasTrailingCrc } from "./checksums.js";

/** A token that begins with a literal prefix, as its issuer documents it. */
export interface TokenFormat {
  readonly kind: string;
  /** Case matters. */
  readonly prefixes: readonly string[];
  /** Alphabet of what follows, and its length: at least, and at most (longer runs are something else). */
  readonly body: number;
  readonly min: number;
  readonly max: number;
  /** The prefix is short or common: it counts only where a word begins. */
  readonly wordStart?: true;
  /** A checksum that proves the token, whatever its body looks like. A wrong one disproves nothing: formats change. */
  readonly proves?: (body: string) => boolean;
}

const LONG = 4096;

/** Source hosting, packages and builds. */
const DEVELOPMENT: readonly TokenFormat[] = [
  { kind: "github-token", prefixes: ["ghp_", "gho_", "ghu_", "ghr_"], body: WORD, min: 30, max: 255, proves: hasTrailingCrc },
  { kind: "github-token", prefixes: ["ghs_"], body: DOTTED, min: 30, max: LONG, proves: hasTrailingCrc },
  { kind: "github-token", prefixes: ["github_pat_"], body: WORD, min: 40, max: 255 },
  { kind: "gitlab-token", prefixes: ["glpat-", "gldt-", "glrt-", "glrtr-", "glcbt-", "glptt-", "glft-", "glsoat-", "glimt-", "glagent-", "gloas-", "glffct-", "glwt-"], body: DOTTED, min: 16, max: 300 },
  { kind: "gitlab-token", prefixes: ["GR1348941"], body: URL_SAFE, min: 20, max: 64 },
  { kind: "bitbucket-token", prefixes: ["ATBB", "ATCTT3xFfG"], body: URL_SAFE | EQUALS, min: 24, max: LONG, wordStart: true },
  { kind: "atlassian-token", prefixes: ["ATATT3xFfG"], body: URL_SAFE | EQUALS, min: 40, max: LONG },
  { kind: "npm-token", prefixes: ["npm_"], body: ALNUM, min: 30, max: 64, proves: hasTrailingCrc },
  { kind: "pypi-token", prefixes: ["pypi-AgE"], body: URL_SAFE, min: 40, max: LONG },
  { kind: "rubygems-token", prefixes: ["rubygems_"], body: HEX, min: 48, max: 48 },
  { kind: "nuget-token", prefixes: ["oy2"], body: ALNUM, min: 43, max: 43, wordStart: true },
  { kind: "crates-token", prefixes: ["cio"], body: ALNUM, min: 32, max: 32, wordStart: true },
  { kind: "clojars-token", prefixes: ["CLOJARS_"], body: HEX, min: 60, max: 60 },
  { kind: "jfrog-token", prefixes: ["AKCp", "cmVmdGtu"], body: ALNUM, min: 50, max: 100, wordStart: true },
  { kind: "docker-token", prefixes: ["dckr_pat_", "dckr_oat_"], body: URL_SAFE, min: 20, max: 64 },
  { kind: "circleci-token", prefixes: ["CCIPAT_", "CCIPRJ_"], body: WORD, min: 40, max: 100 },
  { kind: "buildkite-token", prefixes: ["bkua_"], body: HEX, min: 40, max: 40 },
  { kind: "sourcegraph-token", prefixes: ["sgp_", "sgd_"], body: WORD, min: 40, max: 100 },
  { kind: "sonar-token", prefixes: ["sqp_", "sqa_", "squ_"], body: HEX, min: 40, max: 40 },
  { kind: "snyk-token", prefixes: ["snyk_uat."], body: DOTTED, min: 20, max: 200 },
  { kind: "vercel-token", prefixes: ["vck_", "vcp_", "vci_", "vca_", "vcr_"], body: ALNUM, min: 24, max: 100, wordStart: true },
  { kind: "netlify-token", prefixes: ["nfp_", "nfc_", "nfo_", "nfu_"], body: ALNUM, min: 36, max: 64, wordStart: true },
  { kind: "expo-token", prefixes: ["expo_pat_"], body: URL_SAFE, min: 20, max: 100 },
  { kind: "postman-key", prefixes: ["PMAK-"], body: HEX | URL_SAFE, min: 40, max: 100 },
  { kind: "readme-key", prefixes: ["rdme_"], body: ALNUM, min: 60, max: 80 },
];

/** Clouds, databases and operations. */
const OPERATIONS: readonly TokenFormat[] = [
  { kind: "aws-access-key", prefixes: ["AKIA", "ASIA", "ABIA", "ACCA"], body: UPPER | DIGIT, min: 16, max: 16, wordStart: true },
  { kind: "aws-bedrock-key", prefixes: ["ABSK"], body: BASE64 | EQUALS, min: 100, max: 300, wordStart: true },
  { kind: "google-api-key", prefixes: ["AIza"], body: URL_SAFE, min: 33, max: 48, wordStart: true },
  { kind: "google-oauth-token", prefixes: ["ya29."], body: DOTTED, min: 20, max: LONG, wordStart: true },
  { kind: "google-oauth-secret", prefixes: ["GOCSPX-"], body: URL_SAFE, min: 24, max: 40 },
  { kind: "google-oauth-token", prefixes: ["1//0"], body: URL_SAFE, min: 36, max: 300, wordStart: true },
  { kind: "alibaba-key", prefixes: ["LTAI"], body: ALNUM, min: 12, max: 30, wordStart: true },
  { kind: "digitalocean-token", prefixes: ["dop_v1_", "doo_v1_", "dor_v1_"], body: HEX, min: 60, max: 64 },
  { kind: "heroku-key", prefixes: ["HRKU-"], body: URL_SAFE, min: 30, max: 100 },
  { kind: "fly-token", prefixes: ["fm1_", "fm2_", "fo1_"], body: BASE64 | URL_SAFE | EQUALS, min: 40, max: LONG, wordStart: true },
  { kind: "render-key", prefixes: ["rnd_"], body: ALNUM, min: 24, max: 64, wordStart: true },
  { kind: "vault-token", prefixes: ["hvs.", "hvb.", "hvr."], body: URL_SAFE, min: 24, max: 400, wordStart: true },
  { kind: "databricks-token", prefixes: ["dapi", "dkea", "dose"], body: HEX | URL_SAFE, min: 32, max: 40, wordStart: true },
  { kind: "planetscale-token", prefixes: ["pscale_tkn_", "pscale_pw_", "pscale_oauth_"], body: DOTTED | EQUALS, min: 32, max: 64 },
  { kind: "supabase-key", prefixes: ["sbp_", "sb_secret_"], body: URL_SAFE, min: 20, max: 100 },
  { kind: "neon-key", prefixes: ["napi_"], body: ALNUM, min: 40, max: 100 },
  { kind: "mongodb-atlas-secret", prefixes: ["mdb_sa_sk_"], body: URL_SAFE, min: 24, max: 80 },
  { kind: "doppler-token", prefixes: ["dp.pt.", "dp.st.", "dp.ct.", "dp.sa.", "dp.scim.", "dp.audit."], body: DOTTED, min: 36, max: 80, wordStart: true },
  { kind: "pulumi-token", prefixes: ["pul-"], body: HEX, min: 40, max: 40, wordStart: true },
  { kind: "tailscale-key", prefixes: ["tskey-auth-", "tskey-api-", "tskey-client-", "tskey-scim-", "tskey-webhook-", "tskey-"], body: URL_SAFE, min: 16, max: 120 },
  { kind: "onepassword-token", prefixes: ["ops_eyJ"], body: BASE64 | URL_SAFE | EQUALS, min: 100, max: LONG },
  { kind: "age-key", prefixes: ["AGE-SECRET-KEY-1"], body: UPPER | DIGIT, min: 50, max: 64 },
  { kind: "openshift-token", prefixes: ["sha256~"], body: URL_SAFE, min: 43, max: 43 },
  { kind: "grafana-token", prefixes: ["glsa_", "glc_"], body: BASE64 | WORD | EQUALS, min: 32, max: 400 },
  { kind: "sentry-token", prefixes: ["sntrys_", "sntryu_"], body: BASE64 | URL_SAFE | EQUALS, min: 40, max: 600 },
  { kind: "newrelic-key", prefixes: ["NRAK-", "NRII-", "NRJS-"], body: URL_SAFE, min: 19, max: 64 },
  { kind: "dynatrace-token", prefixes: ["dt0c01.", "dt0s01.", "dt0s02."], body: DOTTED, min: 80, max: 100 },
  { kind: "posthog-key", prefixes: ["phx_", "phs_"], body: ALNUM, min: 30, max: 64, wordStart: true },
  { kind: "launchdarkly-key", prefixes: ["api-", "sdk-", "mob-"], body: HEX | URL_SAFE, min: 36, max: 36, wordStart: true },
  { kind: "yandex-key", prefixes: ["AQVN"], body: URL_SAFE, min: 35, max: 40, wordStart: true },
  { kind: "azure-client-secret", prefixes: ["7Q~", "8Q~"], body: DOTTED | TILDE, min: 31, max: 34 },
];

/** Models, messages, money and the rest. */
const SERVICES: readonly TokenFormat[] = [
  { kind: "anthropic-key", prefixes: ["sk-ant-"], body: URL_SAFE, min: 20, max: 300 },
  { kind: "openai-key", prefixes: ["sk-proj-", "sk-svcacct-", "sk-admin-", "sk-None-", "sess-"], body: URL_SAFE, min: 20, max: 300 },
  { kind: "openrouter-key", prefixes: ["sk-or-v1-", "sk-or-"], body: URL_SAFE, min: 32, max: 100 },
  { kind: "langfuse-key", prefixes: ["sk-lf-"], body: URL_SAFE, min: 32, max: 64 },
  { kind: "openai-key", prefixes: ["sk-"], body: URL_SAFE, min: 20, max: 200, wordStart: true },
  { kind: "groq-key", prefixes: ["gsk_"], body: ALNUM, min: 40, max: 64 },
  { kind: "xai-key", prefixes: ["xai-"], body: ALNUM, min: 60, max: 100, wordStart: true },
  { kind: "perplexity-key", prefixes: ["pplx-"], body: ALNUM, min: 40, max: 64 },
  { kind: "replicate-key", prefixes: ["r8_"], body: ALNUM, min: 30, max: 48, wordStart: true },
  { kind: "nvidia-key", prefixes: ["nvapi-"], body: URL_SAFE, min: 50, max: 90 },
  { kind: "cerebras-key", prefixes: ["csk-"], body: ALNUM, min: 40, max: 64, wordStart: true },
  { kind: "together-key", prefixes: ["tgp_v1_"], body: URL_SAFE, min: 30, max: 64 },
  { kind: "pinecone-key", prefixes: ["pcsk_"], body: WORD, min: 40, max: 100 },
  { kind: "tavily-key", prefixes: ["tvly-"], body: URL_SAFE, min: 28, max: 64 },
  { kind: "firecrawl-key", prefixes: ["fc-"], body: HEX, min: 32, max: 32, wordStart: true },
  { kind: "langsmith-key", prefixes: ["lsv2_pt_", "lsv2_sk_"], body: WORD, min: 36, max: 64 },
  { kind: "elevenlabs-key", prefixes: ["sk_"], body: HEX, min: 48, max: 48, wordStart: true },
  { kind: "huggingface-token", prefixes: ["hf_", "api_org_"], body: ALNUM, min: 30, max: 48, wordStart: true },
  { kind: "slack-token", prefixes: ["xoxa-", "xoxb-", "xoxc-", "xoxd-", "xoxe-", "xoxo-", "xoxp-", "xoxr-", "xoxs-", "xoxe.xoxb-", "xoxe.xoxp-", "xapp-"], body: URL_SAFE | PERCENT, min: 16, max: 600 },
  { kind: "discord-token", prefixes: ["mfa."], body: URL_SAFE, min: 80, max: 100, wordStart: true },
  { kind: "twilio-key", prefixes: ["SK"], body: HEX, min: 32, max: 32, wordStart: true },
  { kind: "sendgrid-key", prefixes: ["SG."], body: DOTTED, min: 50, max: 80, wordStart: true },
  { kind: "mailgun-key", prefixes: ["key-"], body: HEX, min: 32, max: 32, wordStart: true },
  { kind: "brevo-key", prefixes: ["xkeysib-", "xsmtpsib-"], body: URL_SAFE, min: 60, max: 100 },
  { kind: "resend-key", prefixes: ["re_"], body: WORD, min: 32, max: 40, wordStart: true },
  { kind: "stripe-key", prefixes: ["sk_live_", "rk_live_", "sk_test_", "rk_test_", "sk_prod_", "rk_prod_"], body: ALNUM, min: 16, max: 250 },
  { kind: "stripe-webhook-secret", prefixes: ["whsec_"], body: BASE64 | EQUALS, min: 24, max: 100 },
  { kind: "square-token", prefixes: ["sq0atp-", "sq0csp-", "EAAAE"], body: URL_SAFE, min: 22, max: 64, wordStart: true },
  { kind: "shopify-token", prefixes: ["shpat_", "shpca_", "shppa_", "shpss_"], body: ALNUM, min: 32, max: 40 },
  { kind: "shippo-token", prefixes: ["shippo_live_", "shippo_test_"], body: HEX, min: 40, max: 40 },
  { kind: "plaid-token", prefixes: ["access-production-", "access-development-"], body: HEX | URL_SAFE, min: 36, max: 36 },
  { kind: "linear-key", prefixes: ["lin_api_", "lin_oauth_"], body: ALNUM, min: 32, max: 80 },
  { kind: "notion-token", prefixes: ["ntn_", "secret_"], body: ALNUM, min: 40, max: 50, wordStart: true },
  { kind: "figma-token", prefixes: ["figd_"], body: URL_SAFE, min: 36, max: 64 },
  { kind: "contentful-token", prefixes: ["CFPAT-"], body: URL_SAFE, min: 40, max: 50 },
  { kind: "typeform-token", prefixes: ["tfp_"], body: DOTTED, min: 40, max: 70 },
  { kind: "hubspot-token", prefixes: ["pat-na1-", "pat-eu1-"], body: HEX | URL_SAFE, min: 36, max: 36 },
  { kind: "dropbox-token", prefixes: ["sl.u.", "sl.B"], body: URL_SAFE, min: 100, max: LONG, wordStart: true },
  { kind: "facebook-token", prefixes: ["EAACEdEose0cBA", "EAAG", "EAAC", "EAAB"], body: ALNUM, min: 80, max: 400, wordStart: true },
  { kind: "twitter-token", prefixes: ["AAAAAAAAAAAAAAAAAAAAA"], body: ALNUM | PERCENT, min: 60, max: 120, wordStart: true },
  { kind: "prefect-key", prefixes: ["pnu_"], body: ALNUM, min: 36, max: 36, wordStart: true },
  { kind: "adafruit-key", prefixes: ["aio_"], body: ALNUM, min: 28, max: 28, wordStart: true },
];

/** Every format, in no order that matters: where two fit, the union of both is masked. */
export const TOKEN_FORMATS: readonly TokenFormat[] = [...DEVELOPMENT, ...OPERATIONS, ...SERVICES];

import { l10n } from "vscode";

/** What to do about a secret of a kind (`github-token`): where it is revoked, and what it may have been used for meanwhile. */
export function rotationAdvice(kind: string): string {
  if (/^github-/.test(kind)) return l10n.t("Revoke it in GitHub's settings under Developer settings, make a new one with fewer rights, and look through the security log.");
  if (/^gitlab-/.test(kind)) return l10n.t("Revoke it in GitLab under Access tokens, make a new one with fewer scopes, and look through the audit events.");
  if (/^aws-/.test(kind)) return l10n.t("Deactivate the key in IAM, make a new one, and search CloudTrail for what it was used for.");
  if (/^azure-/.test(kind)) return l10n.t("Remove the secret from the app registration or regenerate the account's keys, which ends shared access signatures, too; look through the sign-in logs.");
  if (/^google-/.test(kind)) return l10n.t("Delete or restrict the credential under APIs and services in the Google Cloud console, make a new one, and look through the audit logs.");
  if (/^slack-/.test(kind)) return l10n.t("Revoke it on the app's page at Slack, install the app anew, and look through the workspace's access logs.");
  if (/^stripe-/.test(kind)) return l10n.t("Roll the key in Stripe's dashboard, and look through the logs of requests there.");
  if (/^(?:npm|pypi|rubygems|crates|nuget|clojars|jfrog|docker)-/.test(kind)) return l10n.t("Revoke the token at the package registry, and check that no version was published that is not yours.");
  if (/^(?:openai|anthropic|openrouter|groq|xai|perplexity|huggingface|replicate|together|cerebras|nvidia|elevenlabs)-/.test(kind)) return l10n.t("Delete the key at the model's provider, make a new one with a spending limit, and look through its usage.");
  if (/private-key$|^age-key$/.test(kind)) return l10n.t("Make a new key pair, put the new public key in place everywhere, and remove the old one from every server and service that knows it.");
  if (/^(?:jwt|bearer-token|cookie|authorization)$/.test(kind)) return l10n.t("End the session that it belongs to, so that it is no longer accepted; where it cannot be revoked, change the key that signs it.");
  if (/^(?:url-password|password|password-hash|basic-credentials)$/.test(kind)) return l10n.t("Change the password where it is used, and everywhere else where the same one is used.");
  return l10n.t("Revoke it where it was issued, make a new one, and take it out of the place that it was read from.");
}

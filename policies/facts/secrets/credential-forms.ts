/**
 * Forms of credentials that are one under any name.
 *
 * The vendors' own documentation of their prefixes (AWS IAM unique identifiers, GitHub and GitLab token formats, Slack, Stripe,
 * Google Cloud, HashiCorp Vault, …), RFC 7468 (PEM), RFC 7515–7519 (JWS, JWE, JWT), RFC 7617 and 6750 (Basic, Bearer), crypt(5).
 * Prefixes are bounded at both ends, so that every expression takes time linear in the text.
 */
export type CredentialForm =
  | "private-key"
  | "cloud-key"
  | "web-token"
  | "api-token"
  | "webhook"
  | "authorization"
  | "signed-url"
  | "password-hash";

interface Form {
  readonly form: RegExp;
  readonly reason: CredentialForm;
  readonly detail: string;
}

const token = (form: RegExp, whose: string): Form => ({ form, reason: "api-token", detail: `holds ${whose}` });
const cloud = (form: RegExp, whose: string): Form => ({ form, reason: "cloud-key", detail: `holds ${whose}` });
const webhook = (form: RegExp, whose: string): Form => ({
  form,
  reason: "webhook",
  detail: `holds a webhook of ${whose}`,
});

export const CREDENTIAL_FORMS: readonly Form[] = [
  {
    form: /-----BEGIN (?:[A-Z0-9]{1,16} ){0,4}PRIVATE KEY(?: BLOCK)?-----|PuTTY-User-Key-File-\d|AGE-SECRET-KEY-1[A-Z0-9]{20}/,
    reason: "private-key",
    detail: "holds a private key",
  },
  cloud(/\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/, "an AWS access key id"),
  cloud(/\bABSK[A-Za-z0-9+/]{40}/, "an Amazon Bedrock API key"),
  cloud(/\bLTAI[A-Za-z0-9]{16,20}\b/, "an Alibaba Cloud access key id"),
  cloud(/\bAKID[A-Za-z0-9]{32}\b/, "a Tencent Cloud secret id"),
  cloud(/\bAIza[\w-]{35}(?![\w-])/, "a Google API key"),
  cloud(/\bya29\.[\w-]{20}|\bGOCSPX-[\w-]{20}|\b1\/\/0[\w-]{30}/, "a Google OAuth credential"),
  cloud(/[A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{31}/, "a Microsoft Entra client secret"),
  cloud(/\bdo[opr]_v1_[0-9a-f]{20}/, "a DigitalOcean token"),
  cloud(
    /\b(?:tskey-|FlyV1 |fo1_|rnd_|nfp_|vercel_|sbp_|sb_secret_|pscale_(?:pw|tkn|oauth)_)[\w-]{12}/,
    "a hosting platform's token",
  ),
  token(/\bgh[pousr]_[A-Za-z0-9]{36}|\bgithub_pat_\w{50}/, "a GitHub token"),
  token(/\bgl(?:pat|ptt|dt|rt|cbt|soat|agent)-[\w-]{20}/, "a GitLab token"),
  token(/\bATATT3x[\w-]{10}|\bATCTT3x[\w-]{10}|\bATBB[A-Za-z0-9]{20}/, "an Atlassian token"),
  token(/\bx(?:ox[abeoprs]|app)-[\w-]{10}/, "a Slack token"),
  token(/\bsk-(?:ant|proj|or|svcacct|admin|lf)-[\w-]{8}|\bsk-[\w-]{20}/, "an API key of the form sk-…"),
  token(
    /\b(?:gsk_|xai-|pplx-|r8_|hf_|nvapi-|lsv2_(?:pt|sk)_|pcsk_|tvly-|fw_|jina_|phx_|cohere_)[\w-]{16}/,
    "a model provider's API key",
  ),
  token(/\b(?:[sr]k_(?:live|test)|whsec)_\w{10}/, "a Stripe key"),
  token(/\bsq0(?:atp|csp)-[\w-]{16}|\bEAAA[\w-]{56}|\baccess_token\$production\$\w{16}/, "a payment provider's token"),
  token(
    /\bSG\.[\w-]{16,24}\.[\w-]{16}|\bkey-[0-9a-f]{32}\b|\bxkeysib-[0-9a-f]{32}|\bre_[A-Za-z0-9]{8}_[A-Za-z0-9]{16}|\bmd-[\w-]{22}\b/,
    "a mail provider's key",
  ),
  token(/\bSK[0-9a-f]{32}\b/, "a Twilio API key"),
  token(/\b\d{8,10}:AA[\w-]{32}/, "a Telegram bot token"),
  token(/(?<![\w-])[MNO][\w-]{23}[\w-]?[\w-]?\.[\w-]{6}\.[\w-]{27}/, "a Discord bot token"),
  token(
    /\b(?:npm_[A-Za-z0-9]{36}|pypi-[\w-]{50}|rubygems_[0-9a-f]{40}|pul-[0-9a-f]{40}|dckr_(?:pat|oat)_[\w-]{20}|crates_\w{20}|cio[A-Za-z0-9]{32}|oy2[a-z0-9]{43})/,
    "a registry token",
  ),
  token(
    /\bhv[sbr]\.[\w-]{20}|\bdp\.(?:st|pt|ct|sa|scim|audit)\.[\w.-]{20}|\bops_eyJ[\w-]{20}|\bA3-[A-Z0-9]{6}-|\bst\.[0-9a-f-]{36}\./,
    "a secret manager's token",
  ),
  token(/\b[A-Za-z0-9]{14}\.atlasv1\.[\w-]{40}/, "a Terraform Cloud token"),
  token(/\bshp(?:at|ss|pa|ca|ua)_[0-9a-fA-F]{32}/, "a Shopify token"),
  token(/\b(?:lin_api_|ntn_|secret_|figd_|CFPAT-|PMAK-|dapi|patAT|pat-(?:na|eu)\d-)[A-Za-z0-9_-]{24}/, "an API token"),
  token(
    /\bNR(?:AK|RA|II|JS)-[\w-]{20}|\bgl(?:sa|c)_[\w-]{20}|\bsntry[su]_[\w-]{20}|\bdt0c01\.[A-Z0-9]{24}\./,
    "a monitoring service's key",
  ),
  token(/\bEAAC[A-Za-z0-9]{30}/, "a Facebook token"),
  token(/\bv2\.local\.[\w-]{40}|\bv4\.local\.[\w-]{40}/, "a PASETO token"),
  webhook(/hooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)\/\w{2,40}\/\w{2,40}\/\w{2,40}/, "Slack"),
  webhook(/discord(?:app)?\.com\/api\/(?:v\d{1,2}\/)?webhooks\/\d{6,22}\/[\w-]{16}/, "Discord"),
  webhook(/webhook\.office\.com\/webhookb2\/[^\s/]{4,120}\/IncomingWebhook\/\w{4}/, "Microsoft Teams"),
  webhook(/chat\.googleapis\.com\/v1\/spaces\/[\w-]{4,60}\/messages\?[^\s]{0,200}token=/, "Google Chat"),
  webhook(
    /hooks\.zapier\.com\/hooks\/catch\/\d{4,12}\/\w{5}|hook\.[a-z0-9.]{2,12}\.?make\.com\/\w{20}|open\.(?:feishu|larksuite)\.(?:cn|com)\/open-apis\/bot\/v2\/hook\/[\w-]{16}|oapi\.dingtalk\.com\/robot\/send\?access_token=\w{16}/,
    "an automation service",
  ),
  {
    form: /[?&](?:X-Amz-Signature|X-Goog-Signature)=[0-9a-f]{3}|[?&](?:sig|Signature)=[\w%+/-]{20}/,
    reason: "signed-url",
    detail: "holds a signed URL",
  },
  {
    form: /(?:^|[\s:'"])Basic [A-Za-z0-9+/]{8,400}={0,2}(?![A-Za-z0-9+/])/,
    reason: "authorization",
    detail: "holds Basic credentials",
  },
  {
    form: /(?:^|[\s:'"])(?:Bearer|Token|Bot|ApiKey|Splunk) (?=[^\s]{0,80}\d)[\w.~+/=-]{16}/,
    reason: "authorization",
    detail: "holds a bearer token",
  },
  {
    form: /\$(?:2[abxy]\$\d\d|apr1|argon2(?:id|i|d)\$v=\d{2}|[156]|y|7)\$[^\s$]{2}|\{S?SHA(?:\d{3})?\}[A-Za-z0-9+/]{20}|\b(?:pbkdf2|scrypt|bcrypt)(?:_\w{2,10})?\$\d{1,9}\$/,
    reason: "password-hash",
    detail: "holds a password's hash",
  },
];

/**
 * JWS in compact form with a JSON payload, or JWE, whose second part is an encrypted key. Not one that anybody may have: Supabase's
 * key for browsers says `"role":"anon"`.
 */
export function webToken(value: string): boolean {
  return webTokens(value).some((parts) => !isAnonymous(parts));
}

/**
 * A JSON Web Key with its private part, alone or in a set: `d` of an asymmetric one, `k` of a symmetric one (RFC 7518 §6.2.2, §6.3.2,
 * §6.4.1; RFC 8037 §2). Without it, the key is public.
 */
export function privateWebKey(value: string): boolean {
  if (!value.includes("kty")) return false;
  return value
    .split("}")
    .some(
      (key) =>
        (/["']kty["']\s{0,8}:\s{0,8}["'](?:RSA|EC|OKP)["']/.test(key) &&
          /["']d["']\s{0,8}:\s{0,8}["'][\w-]{16}/.test(key)) ||
        (/["']kty["']\s{0,8}:\s{0,8}["']oct["']/.test(key) && /["']k["']\s{0,8}:\s{0,8}["'][\w-]{16}/.test(key)),
    );
}

/** The parts of each web token in a text. */
export function webTokens(value: string): readonly (readonly string[])[] {
  return value
    .split(/[^\w.-]+/)
    .map((piece) => piece.slice(Math.max(0, piece.indexOf("eyJ"))).split("."))
    .filter(([header = "", payload = "", ...rest]) => {
      // A payload may be written over several lines: `{` and a space, or the line's end.
      const signed = payload.length > 10 && /^(?:eyJ|eyA|ew[0ko])/.test(payload) && rest.length >= 1;
      return header.startsWith("eyJ") && header.length > 10 && (signed || rest.length >= 3);
    });
}

function isAnonymous(parts: readonly string[]): boolean {
  return /"role"\s{0,4}:\s{0,4}"anon"/.test(Buffer.from(parts[1] ?? "", "base64url").toString("utf8"));
}

/** A text without the API keys of a Firebase configuration in it, with which every page of the application starts. */
export function withoutBrowserKeys(text: string): string {
  return /\b(?:authDomain|messagingSenderId|measurementId)["']?\s{0,4}[:=]/.test(text)
    ? text.replace(/\bAIza[\w-]{35}\b/g, "")
    : text;
}

/** Names of settings for a page in a browser, where Google's API keys are public (Firebase: "API keys for Firebase are not secret"). */
export const GOOGLE_BROWSER_NAME =
  /FIREBASE|MAPS?(?:_|$)|GMAPS|BROWSER|PUBLIC|^(?:VITE|REACT_APP|EXPO|GATSBY|WEB)_|_WEB_/i;

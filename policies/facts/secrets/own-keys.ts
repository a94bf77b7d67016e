/**
 * The product's own keys, which an empty value hands to everybody, apart from other people's, which it switches off.
 */
import { nameWords } from "./words";

/** Whose keys and passwords for their services an application is given. */
const VENDORS: ReadonlySet<string> = new Set(
  (
    "OPENAI ANTHROPIC NVIDIA GROQ MISTRAL COHERE GEMINI GOOGLE HUGGINGFACE HF PINECONE LANGSMITH LANGFUSE STRIPE PAYPAL SENDGRID MAILGUN " +
    "MAILCHIMP POSTMARK RESEND BREVO TWILIO SLACK DISCORD TELEGRAM TEAMS GITHUB GITLAB BITBUCKET ATLASSIAN JIRA SENTRY ROLLBAR BUGSNAG DATADOG " +
    "HONEYBADGER NEWRELIC RELIC GRAFANA POSTHOG SEGMENT AMPLITUDE MIXPANEL INTERCOM ZENDESK HUBSPOT SALESFORCE NOTION LINEAR FIGMA AUTH0 OKTA " +
    "COGNITO KEYCLOAK LDAP SAML OIDC OAUTH OAUTH2 SSO SOCIAL FACEBOOK TWITTER LINKEDIN APPLE MICROSOFT AZURE CLOUDFLARE FASTLY ALGOLIA MAPBOX " +
    "RECAPTCHA CAPTCHA TURNSTILE HCAPTCHA SMTP MAIL EMAIL SMS VAPID PUSH FCM FIREBASE S3 MINIO B2 CLOUDINARY PROXY WEBHOOK VAULT SHOPIFY SQUARE PLAID"
  ).split(" "),
);

/** Whether a key is somebody else's, by its name. */
export function isThirdParty(name: string): boolean {
  return nameWords(name).some((word) => VENDORS.has(word)) || /API_?KEY/i.test(name);
}

const OWN =
  /(?:^|_)SECRET_KEY|(?:^|_)(?:JWT|SESSION|COOKIE|CSRF|APP|APPLICATION|AUTH|NEXTAUTH|SIGNING|SERVER|SITE|ADMIN|DJANGO|FLASK)_(?:[A-Z]+_)?(?:SECRET|SALT)|(?:^|_)SECRET(?:_KEY)?(?:_BASE)?$|(?:^|_)JWT(?:_|$)|(?:^|_)(?:SIGNING|SIGN|ENCRYPTION|ENCRYPT|FERNET|MASTER|HMAC|CIPHER|CRYPTO|SESSION|COOKIE|AES|PRIVATE|APP|DATA|RAILS_MASTER)_KEYS?|(?:^|_)FERNET(?:_|$)|(?:^|_)(?:DB|DATABASE|POSTGRES|POSTGRESQL|PG|MYSQL|MARIADB|MONGO|MONGODB|SQL|RDS|ROOT|ADMIN|SUPERUSER|SUPER_USER|USER|MASTER|DATASOURCE|INITDB|FLOWER|DEFAULT)_(?:[A-Z]+_)?(?:PASSWORD|PASS|PASSWD|PWD|PW)(?:_|$)|^PASSWORD$/;

/** Whether a key is the product's own by its name: it signs, encrypts, keeps sessions, opens its database or its administration. */
export function isOwnKey(name: string): boolean {
  if (nameWords(name).some((word) => VENDORS.has(word))) return false;
  return OWN.test(nameWords(name).join("_"));
}

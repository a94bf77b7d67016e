import { corsSetting, type CorsSettingKind } from "../../../../policies/facts";

const NAMES: Readonly<Record<CorsSettingKind | "none", readonly string[]>> = {
  origins: [
    ...[
      "CORS_ORIGINS",
      "cors_origins",
      "CorsOrigins",
      "corsOrigins",
      "CORSORIGINS",
      "http.cors.allow-origin",
      "CORS_HOSTS",
    ],
    ...[
      "Cors__AllowedOrigins__0",
      "SERVER__CORS_ALLOWED_ORIGINS__12",
      "CORS_ORIGINS_0",
      "CORS_ORIGINS_PROD",
      "CORS_URLS",
    ],
    ...[
      "SPRING_CLOUD_GATEWAY_GLOBALCORS_CORSCONFIGURATIONS_ALLOWEDORIGINS",
      "HASURA_GRAPHQL_CORS_DOMAIN",
      "OLLAMA_ORIGINS",
    ],
    ...[
      "ACCESS_CONTROL_ALLOW_ORIGIN",
      "JUPYTER_ALLOW_ORIGIN",
      "WS_ALLOWED_ORIGINS",
      "FRONTEND_ORIGINS",
      "TRUSTED_ORIGINS",
    ],
    ...["CORS_WHITELIST", "corsAllowlist", "CORS_ALLOW", "PERMITTED_ORIGINS", "myapp.cors.allowed-origin-patterns"],
    ...["LANGFLOW_CORS_ORIGINS", "KC_SPI_CORS_DEFAULT_ALLOWED_ORIGINS"],
  ],
  "some-origins": ["CORS_ADMIN_ORIGINS", "CORS_ORIGIN_SUFFIX", "CORS_ALLOW_CROSS_ORIGIN", "LOG_CORS_ORIGINS"],
  check: [
    ...["CORS_VALIDATE_ORIGIN", "CORS_CHECK_ORIGIN", "CORS_STRICT_ORIGIN", "CORS_ORIGIN_VALIDATION_ENABLED"],
    ...["ALLOWED_ORIGINS_CHECK_ENABLED", "corsEnforceOrigins"],
  ],
  elsewhere: [
    ...[
      "CORS_ORIGINS_FROM_DB",
      "CORS_ORIGINS_FILE",
      "CORS_ORIGIN_PARAM",
      "CORS_ORIGINS_SOURCE",
      "ALLOWED_ORIGINS_SSM_ARN",
    ],
    ...["CORS_WHITELIST_FILE"],
  ],
  regex: ["CORS_ALLOW_ORIGIN_REGEX", "cors_origin_regex", "ALLOW_ORIGIN_REGEX", "API_CORS__ALLOW_ORIGIN_REGEX"],
  "regex-prefix": ["CORS_ALLOWED_ORIGIN_REGEXES", "DJANGO_CORS_ORIGIN_REGEX_WHITELIST"],
  "regex-search": ["CORS_REGEX", "CORS_ORIGINS_REGEX", "ALLOWED_ORIGINS_REGEXP"],
  "allow-all": [
    ...["CORS_ALLOW_ALL_ORIGINS", "CORS_ORIGIN_ALLOW_ALL", "CORS_ALLOW_ANY", "ALLOW_ALL_CORS", "allowAllOrigins"],
    ...["CORS_REFLECT_ORIGIN", "CORS_ALLOW_NULL_ORIGIN", "CORS_SKIP_ORIGIN_CHECK", "CORS_ALLOW_UNKNOWN_ORIGINS"],
    ...["ENABLE_CORS_ALL", "DISABLE_CORS", "CORS_DISABLED", "CORS_WILDCARD", "SKIP_CORS"],
  ],
  protection: ["STREAMLIT_SERVER_ENABLE_CORS", "ENABLE_CORS_PROTECTION"],
  options: ["CORS", "ALLOW_CORS", "QUARKUS_HTTP_CORS", "CORS_CONFIG", "FLASK_CORS_RESOURCES", "corsOptions"],
  weak: [
    "FRONTEND_URL",
    "CLIENT_ORIGIN",
    "ORIGIN",
    "ORIGINS",
    "ENABLE_CORS",
    "FRONTEND_HOST",
    "CORS_STUFF",
    "webUrl",
    "CORS_URL_PATTERN",
  ],
  none: [
    ...["CORS_ALLOW_CREDENTIALS", "CORS_ALLOW_METHODS", "CORS_EXPOSE_HEADERS", "CORS_MAX_AGE", "CORS_URLS_REGEX"],
    ...["CORS_SEND_WILDCARD", "CORS_ALLOW_PRIVATE_NETWORK", "HASURA_GRAPHQL_DISABLE_CORS", "ALLOWED_HOSTS", "API_URL"],
    ...[
      "ORIGINAL_URL",
      "CLOUDFRONT_ORIGIN_ID",
      "DD_ORIGIN_DETECTION_ENABLED",
      "WEB_HOST",
      "DATABASE_URL",
      "constructor",
      "",
    ],
    ...["CORSAIR_URL", "SCORES"],
    // What is done with an origin, for whom CORS is not, and on which paths it holds.
    ...["CORS_LOG_ORIGINS", "CORS_ORIGIN_VARY", "CORS_DENIED_ORIGINS", "BLOCKED_ORIGINS", "CORS_ORIGIN_BLACKLIST"],
    ...["CORS_EXCLUDED_ORIGINS", "CORS_ALLOW_NO_ORIGIN", "CORS_ALLOW_SAME_ORIGIN", "CORS_MAPPING", "CORS_ENDPOINTS"],
    ...["CSRF_CHECK_ORIGIN", "CORS_BLOCKLIST"],
  ],
};

it.each(Object.entries(NAMES).flatMap(([kind, names]) => names.map((name) => [name, kind] as const)))(
  "%s: %s",
  (name, kind) => {
    expect(corsSetting(name) ?? "none").toBe(kind);
  },
);

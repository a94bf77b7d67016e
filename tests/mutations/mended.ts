/**
 * The mutations of which each failure was seen to have a fix that was tried. More rules suggest one (`mends`, `settings`) than are
 * shown here; of the others the fix takes what only an author knows: which secret, which command, which image, which key.
 */
export const MENDED: ReadonlySet<string> = new Set([
  "the signing key is the one of a tutorial",
  "the encryption key is a template's placeholder",
  "the data's key is never renewed",
  "nothing is said of renewing the secrets' key",
  "every site may call the API",
  "the product's site calls without TLS",
  "a developer's machine may call production",
  "somebody else's site may call",
  "each process counts its own requests",
]);

import { createHash, randomUUID } from "node:crypto";
import { text, texts } from "../../provider/values";
import { refusal } from "../api-error";
import { lengthBetween, matches, oneOf } from "../checks";
import { type Place, resourceType, type ResourceType } from "../resource-type";

export const CERTIFICATE = "aws:acm/certificate:Certificate";
const RECORD = "aws:route53/record:Record";

/** The kind under which the account keeps the ARNs of certificates made here, also after they are gone. */
const OWN_CERTIFICATES = "acm/certificate";

/** Whether a certificate can be used: one made here that is still there, or one its owner has brought. */
export function certificateExists(place: Place, arn: string): boolean {
  return place.account.get(CERTIFICATE, arn) !== undefined || !place.account.isReserved(OWN_CERTIFICATES, arn);
}

const DAY = 24 * 60 * 60 * 1000;
/** Validity of a public certificate in days. Source: ACM guide, certificate characteristics. */
const VALIDITY = 395;

const certificate = resourceType(CERTIFICATE, {
  api: { service: "ACM", noun: "ACM Certificate", create: "RequestCertificate", delete: "DeleteCertificate" },
  replaceOn: [
    "certificateAuthorityArn",
    "domainName",
    "keyAlgorithm",
    "subjectAlternativeNames",
    "validationMethod",
    "validationOptions",
  ],
  title: "domainName",
  checks: [
    lengthBetween("domainName", 1, 253),
    matches("domainName", /^(?!.*\.$)/, "cannot end with a period"),
    oneOf("validationMethod", ["DNS", "EMAIL", "NONE"]),
    oneOf("keyAlgorithm", [
      "RSA_1024",
      "RSA_2048",
      "RSA_3072",
      "RSA_4096",
      "EC_prime256v1",
      "EC_secp384r1",
      "EC_secp521r1",
    ]),
  ],
  create: (place, inputs) => {
    const id = randomUUID();
    const arn = place.arn("acm", `certificate/${id}`);
    place.account.reserve(OWN_CERTIFICATES, arn, true);
    const domain = text(inputs.domainName) ?? "";
    const names = [...new Set([domain, ...texts(inputs.subjectAlternativeNames)])];
    const imported = inputs.privateKey !== undefined;
    const pending = !imported && inputs.validationMethod !== "NONE" && inputs.certificateAuthorityArn === undefined;
    return {
      id: arn,
      outputs: {
        arn,
        domainValidationOptions:
          pending && inputs.validationMethod === "DNS"
            ? names.map((name) => validationOption(name, place.account.id))
            : [],
        keyAlgorithm: inputs.keyAlgorithm ?? "RSA_2048",
        notBefore: pending ? "" : new Date().toISOString(),
        notAfter: pending ? "" : new Date(Date.now() + VALIDITY * DAY).toISOString(),
        options: inputs.options ?? { certificateTransparencyLoggingPreference: "ENABLED", export: "DISABLED" },
        pendingRenewal: false,
        renewalEligibility: "INELIGIBLE",
        renewalSummaries: [],
        status: pending ? "PENDING_VALIDATION" : "ISSUED",
        subjectAlternativeNames: names,
        type: imported ? "IMPORTED" : "AMAZON_ISSUED",
        validationEmails: [],
        validationMethod: inputs.validationMethod ?? "NONE",
      },
    };
  },
  delete: (place, { id }) => {
    const used = place.account.all("aws:lb/listener:Listener").some(({ outputs }) => outputs.certificateArn === id);
    if (used) throw refusal("ResourceInUseException", `Certificate ${id} in account ${place.account.id} is in use.`);
  },
});

/** The CNAME that proves control of a name: the same for the same name and account. */
function validationOption(name: string, account: string) {
  const bare = name.replace(/^\*\./, "");
  const digest = createHash("sha256").update(`${account}/${bare}`).digest("hex");
  return {
    domainName: name,
    resourceRecordName: `_${digest.slice(0, 32)}.${bare}.`,
    resourceRecordType: "CNAME",
    resourceRecordValue: `_${digest.slice(32, 64)}.acm-validations.aws.`,
  };
}

const certificateValidation = resourceType("aws:acm/certificateValidation:CertificateValidation", {
  api: { service: "ACM", noun: "ACM Certificate Validation", create: "DescribeCertificate" },
  replaceOn: ["certificateArn", "validationRecordFqdns"],
  title: "certificateArn",
  create: (place, inputs) => {
    const arn = text(inputs.certificateArn) ?? "";
    const found = place.account.get(CERTIFICATE, arn);
    if (found === undefined) throw refusal("ResourceNotFoundException", `Could not find certificate ${arn}.`);
    // Without records of its own the stack leaves validation to whoever runs the domain's DNS.
    const records = new Set(place.account.all(RECORD).map(({ outputs }) => bare(text(outputs.fqdn))));
    const absent = texts(inputs.validationRecordFqdns).find((name) => !records.has(bare(name)));
    if (absent !== undefined) {
      throw refusal(
        "TimeoutError",
        `timeout while waiting for state to become 'ISSUED' (last state: 'PENDING_VALIDATION'): no record ${absent} exists`,
      );
    }
    place.account.put(CERTIFICATE, {
      ...found,
      outputs: {
        ...found.outputs,
        status: "ISSUED",
        notBefore: new Date().toISOString(),
        notAfter: new Date(Date.now() + VALIDITY * DAY).toISOString(),
      },
    });
    return { id: new Date().toISOString() };
  },
});

function bare(name = ""): string {
  return name.replace(/\.$/, "");
}

export const ACM: readonly ResourceType[] = [certificate, certificateValidation];

import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { type Context, named } from "./context";

export interface CertificateArgs {
  readonly name: string;
  readonly context: Context;
  readonly domain: string;
  /** The certificate's other names. */
  readonly furtherNames: readonly string[];
  /** null: the domain's owner adds the record ACM shows, and the deployment waits for it. */
  readonly hostedZoneId: string | null;
}

/** The ARN of a certificate for a domain (free of charge, renewed by ACM as long as its record stays), once it is valid. */
export function validCertificate(args: CertificateArgs, parent: pulumi.Resource): pulumi.Output<string> {
  const { name, context, domain, furtherNames, hostedZoneId } = args;
  const certificate = new aws.acm.Certificate(
    name,
    {
      domainName: domain,
      ...(furtherNames.length === 0 ? {} : { subjectAlternativeNames: [...furtherNames] }),
      validationMethod: "DNS",
      tags: named(context, "certificate"),
    },
    { parent },
  );
  const records =
    hostedZoneId === null
      ? []
      : [domain, ...furtherNames].map((validated) =>
          validationRecord(
            validated === domain ? name : `${name}-${validated}`,
            { certificate, domain: validated, zoneId: hostedZoneId },
            parent,
          ),
        );
  return new aws.acm.CertificateValidation(
    name,
    { certificateArn: certificate.arn, validationRecordFqdns: records.map((record) => record.fqdn) },
    { parent },
  ).certificateArn;
}

function validationRecord(
  name: string,
  {
    certificate,
    domain,
    zoneId,
  }: { readonly certificate: aws.acm.Certificate; readonly domain: string; readonly zoneId: string },
  parent: pulumi.Resource,
): aws.route53.Record {
  // In no order: each name of the certificate has one.
  const option = certificate.domainValidationOptions.apply(
    (options) => options.find(({ domainName }) => domainName === domain) ?? options[0],
  );
  return new aws.route53.Record(
    `${name}-validation`,
    {
      zoneId,
      name: option.apply((o) => o?.resourceRecordName ?? ""),
      type: option.apply((o) => o?.resourceRecordType ?? "CNAME"),
      records: [option.apply((o) => o?.resourceRecordValue ?? "")],
      ttl: 300,
    },
    { parent },
  );
}

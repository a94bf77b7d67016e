// Sound: a site behind a certificate of its own.
// preview and up: nothing

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const domain = "app.example.com";
const virginia = new aws.Provider("virginia", { region: "us-east-1" });
const zone = aws.route53.getZoneOutput({ name: "example.com" });

const certificate = new aws.acm.Certificate(
  "app",
  { domainName: domain, validationMethod: "DNS" },
  { provider: virginia },
);
const [proof] = [certificate.domainValidationOptions[0]];
const record = new aws.route53.Record("proof", {
  zoneId: zone.zoneId,
  name: proof.resourceRecordName,
  type: proof.resourceRecordType,
  records: [proof.resourceRecordValue],
  ttl: 60,
});
const validated = new aws.acm.CertificateValidation(
  "app",
  { certificateArn: certificate.arn, validationRecordFqdns: [record.fqdn] },
  { provider: virginia },
);

const bucket = new aws.s3.Bucket("app");
const access = new aws.cloudfront.OriginAccessControl("app", {
  originAccessControlOriginType: "s3",
  signingBehavior: "always",
  signingProtocol: "sigv4",
});
const cachePolicyId = aws.cloudfront
  .getCachePolicyOutput({ name: "Managed-CachingOptimized" })
  .apply(({ id }) => id ?? "");
const distribution = new aws.cloudfront.Distribution("app", {
  enabled: true,
  aliases: [domain],
  defaultRootObject: "index.html",
  origins: [{ originId: "s3", domainName: bucket.bucketRegionalDomainName, originAccessControlId: access.id }],
  defaultCacheBehavior: {
    targetOriginId: "s3",
    viewerProtocolPolicy: "redirect-to-https",
    allowedMethods: ["GET", "HEAD"],
    cachedMethods: ["GET", "HEAD"],
    cachePolicyId,
  },
  restrictions: { geoRestriction: { restrictionType: "none" } },
  viewerCertificate: { acmCertificateArn: validated.certificateArn, sslSupportMethod: "sni-only" },
});
new aws.route53.Record("app", {
  zoneId: zone.zoneId,
  name: domain,
  type: "A",
  aliases: [{ name: distribution.domainName, zoneId: distribution.hostedZoneId, evaluateTargetHealth: false }],
});

export const url = pulumi.interpolate`https://${domain}/`;
export const origin = distribution.domainName;

// Sound: a site that is meant to be public, without an application.
// preview and up: nothing

const pulumi = require("@pulumi/pulumi");
const aws = require("@pulumi/aws");
const { readdirSync } = require("node:fs");
const { join } = require("node:path");

const site = new aws.s3.Bucket("site");
const website = new aws.s3.BucketWebsiteConfiguration("site", {
  bucket: site.id,
  indexDocument: { suffix: "index.html" },
});
const open = new aws.s3.BucketPublicAccessBlock("site", { bucket: site.id, blockPublicPolicy: false });

for (const file of readdirSync(join(__dirname, "www"))) {
  new aws.s3.BucketObject(file, {
    bucket: site.id,
    source: new pulumi.asset.FileAsset(join("www", file)),
    contentType: "text/html",
  });
}

new aws.s3.BucketPolicy(
  "site",
  {
    bucket: site.id,
    policy: site.arn.apply((arn) =>
      JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: `${arn}/*` }],
      }),
    ),
  },
  { dependsOn: open },
);

exports.url = website.websiteEndpoint;

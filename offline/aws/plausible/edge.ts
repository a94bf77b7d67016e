import { randomUUID } from "node:crypto";
import { text } from "../../provider/values";
import { alphanumeric, capitals, lowerAlphanumeric } from "../names";
import { type Place } from "../resource-type";
import type { Plausible } from ".";

/** The zone in which every CloudFront name lies. Source: Route 53 API, AliasTarget. */
const CLOUDFRONT_ZONE = "Z2FDTNDATAQYW2";

function executeApi(place: Place, api: string): string {
  return `${api}.execute-api.${place.region}.amazonaws.com`;
}

/** An API's stage by its address: `https://ID.execute-api.REGION.amazonaws.com/STAGE`. */
function stage(property: string): Plausible {
  return (place, inputs, name) => {
    const api = text(inputs[property]) ?? "";
    const stageName = text(inputs.stageName) ?? text(inputs.name) ?? name;
    const path = stageName === "$default" ? "/" : `/${stageName}`;
    return {
      id: property === "apiId" ? stageName : `ags-${api}-${stageName}`,
      outputs: {
        arn: `arn:${place.partition}:apigateway:${place.region}::/apis/${api}/stages/${stageName}`,
        executionArn: place.arn("execute-api", `${api}/${stageName}`),
        invokeUrl: `https://${executeApi(place, api)}${path}`,
      },
    };
  };
}

export const EDGE: Readonly<Record<string, Plausible>> = {
  "aws:cloudfront/distribution:Distribution": (place) => {
    const id = `E${capitals(13)}`;
    return {
      id,
      outputs: {
        arn: place.globalArn("cloudfront", `distribution/${id}`),
        callerReference: randomUUID(),
        domainName: `d${lowerAlphanumeric(13)}.cloudfront.net`,
        etag: `E${capitals(12)}`,
        hostedZoneId: CLOUDFRONT_ZONE,
        status: "Deployed",
      },
    };
  },
  "aws:cloudfront/originAccessIdentity:OriginAccessIdentity": (place) => {
    const id = `E${capitals(13)}`;
    return {
      id,
      outputs: {
        cloudfrontAccessIdentityPath: `origin-access-identity/cloudfront/${id}`,
        iamArn: `arn:${place.partition}:iam::cloudfront:user/CloudFront Origin Access Identity ${id}`,
        s3CanonicalUserId: lowerAlphanumeric(64),
      },
    };
  },
  "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration": (place, inputs) => {
    const bucket = text(inputs.bucket) ?? "";
    const websiteDomain = `s3-website-${place.region}.amazonaws.com`;
    return { id: bucket, outputs: { websiteDomain, websiteEndpoint: `${bucket}.${websiteDomain}` } };
  },
  "aws:apigateway/restApi:RestApi": (place) => {
    const id = lowerAlphanumeric(10);
    return {
      id,
      outputs: {
        arn: `arn:${place.partition}:apigateway:${place.region}::/restapis/${id}`,
        executionArn: place.arn("execute-api", id),
        rootResourceId: lowerAlphanumeric(10),
      },
    };
  },
  "aws:apigateway/stage:Stage": stage("restApi"),
  "aws:apigatewayv2/api:Api": (place) => {
    const id = lowerAlphanumeric(10);
    return {
      id,
      outputs: {
        apiEndpoint: `https://${executeApi(place, id)}`,
        arn: `arn:${place.partition}:apigateway:${place.region}::/apis/${id}`,
        executionArn: place.arn("execute-api", id),
      },
    };
  },
  "aws:apigatewayv2/stage:Stage": stage("apiId"),
  "aws:cognito/userPool:UserPool": (place) => {
    const id = `${place.region}_${alphanumeric(9)}`;
    return {
      id,
      outputs: {
        arn: place.arn("cognito-idp", `userpool/${id}`),
        endpoint: `cognito-idp.${place.region}.amazonaws.com/${id}`,
      },
    };
  },
  "aws:globalaccelerator/accelerator:Accelerator": (place) => {
    const arn = place.globalArn("globalaccelerator", `accelerator/${randomUUID()}`);
    const dnsName = `a${lowerAlphanumeric(16)}.awsglobalaccelerator.com`;
    return { id: arn, outputs: { arn, dnsName, hostedZoneId: "Z2BJ6XQ5FK7U4H" } };
  },
};

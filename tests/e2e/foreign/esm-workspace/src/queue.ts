import aws from "@pulumi/aws";

export function queue(name: string, messageRetentionSeconds: number) {
  const dead = new aws.sqs.Queue(`${name}-dead`);
  return new aws.sqs.Queue(name, {
    messageRetentionSeconds,
    redrivePolicy: dead.arn.apply((deadLetterTargetArn) => JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 3 })),
  });
}

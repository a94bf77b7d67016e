/**
 * Places where a wrong setting can be that our own program has none of: the program, or the case, that has one and is judged
 * with it.
 */
export const ELSEWHERE: Readonly<Record<string, string>> = {
  "aws:apigateway/integrationResponse:IntegrationResponse": "tests/policies/rules/cors-not-wildcard.test.ts",
  "aws:apigateway/response:Response": "tests/policies/platforms/cors.test.ts",
  "aws:apigateway/restApi:RestApi": "tests/policies/rules/cors-not-wildcard.test.ts",
  "aws:apigateway/stage:Stage": "tests/policies/rules/waf-rate-limit-attached.test.ts",
  "aws:apigatewayv2/api:Api": "tests/e2e/foreign/http-api/index.js",
  "aws:apigatewayv2/integration:Integration": "tests/policies/platforms/cors.test.ts",
  "aws:apprunner/service:Service": "tests/e2e/foreign/app-runner-with-default-key/index.ts",
  "aws:batch/jobDefinition:JobDefinition": "tests/e2e/foreign/batch-jobs/index.js",
  "aws:cloudfront/distribution:Distribution": "tests/policies/rules/waf-rate-limit-attached.test.ts",
  "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": "tests/policies/platforms/cors.test.ts",
  "aws:codebuild/project:Project": "tests/policies/platforms/codebuild.test.ts",
  "aws:docdb/cluster:Cluster": "tests/policies/rules/database-encrypted.test.ts",
  "aws:ecs/expressGatewayService:ExpressGatewayService": "tests/policies/platforms/express.test.ts",
  "aws:elasticbeanstalk/configurationTemplate:ConfigurationTemplate": "tests/policies/platforms/beanstalk.test.ts",
  "aws:elasticbeanstalk/environment:Environment": "tests/e2e/foreign/elastic-beanstalk/index.ts",
  "aws:elasticache/cluster:Cluster": "tests/policies/rules/redis-encrypted-and-authenticated.test.ts",
  "aws:elasticache/serverlessCache:ServerlessCache": "tests/e2e/foreign/serverless-cache/index.ts",
  "aws:elasticache/user:User": "tests/policies/platforms/elasticache.test.ts",
  "aws:lambda/functionUrl:FunctionUrl": "tests/e2e/foreign/function-url-open/index.ts",
  "aws:lb/listener:Listener": "tests/policies/rules/cors-not-wildcard.test.ts",
  "aws:memorydb/cluster:Cluster": "tests/policies/rules/redis-encrypted-and-authenticated.test.ts",
  "aws:memorydb/user:User": "tests/policies/platforms/elasticache.test.ts",
  "aws:mq/broker:Broker": "tests/policies/platforms/mq.test.ts",
  "aws:rds/cluster:Cluster": "tests/policies/rules/database-encrypted.test.ts",
  "aws:redshift/cluster:Cluster": "tests/policies/rules/database-encrypted.test.ts",
  "aws:s3/bucket:Bucket": "tests/policies/rules/cors-not-wildcard.test.ts",
  "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": "tests/policies/rules/cors-not-wildcard.test.ts",
  "aws:ssm/parameter:Parameter": "tests/policies/foreign-secrets.test.ts",
};

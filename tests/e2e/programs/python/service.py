"""A service of somebody's, in Python: python service.py ENGINE PACK PROJECT ORIGINS [POLICY_CONFIG].

Previews it with the pack as `pulumi preview` does and ends as that does: 0, or 1 where the preview failed.
"""

import json
import sys

import pulumi
from pulumi import automation as auto

engine, pack, project, origins, *config = sys.argv[1:]


def program():
    topic = pulumi.CustomResource("aws:sns/topic:Topic", "jobs", {"arn": None})
    settings = [{"name": "CORS_ORIGINS", "value": origins}]
    container = {"name": "api", "image": "public.ecr.aws/docker/library/python:3.12", "environment": settings}
    pulumi.CustomResource(
        "aws:ecs/taskDefinition:TaskDefinition",
        "api",
        {
            "family": "api",
            "cpu": "256",
            "memory": "512",
            "networkMode": "awsvpc",
            "requiresCompatibilities": ["FARGATE"],
            "containerDefinitions": json.dumps([container]),
        },
        pulumi.ResourceOptions(depends_on=[topic]),
    )


workspace = auto.LocalWorkspaceOptions(
    work_dir=project,
    pulumi_command=auto.PulumiCommand(root=engine, skip_version_check=True),
)
stack = auto.create_or_select_stack("prod", project_name="shop", program=program, work_dir=project, opts=workspace)
try:
    stack.preview(
        policy_packs=[pack],
        policy_pack_configs=config or None,
        color="never",
        on_output=print,
        on_error=lambda line: print(line, file=sys.stderr),
    )
except auto.CommandError:
    sys.exit(1)

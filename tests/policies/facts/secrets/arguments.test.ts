import { secretArguments } from "../../../../policies/facts";

const RANDOM = "Zk3vQ9xT1rWb7mYp2LsN8dHf4JcGaE6u";
const shell = (script: string) => secretArguments(["sh", "-c", script]);

describe("what a shell puts together when it runs", () => {
  it.each([
    "export DB_PASSWORD=$(aws secretsmanager get-secret-value --secret-id prod/db --query SecretString --output text); exec uvicorn app:app",
    'export DB_PASSWORD="$(aws secretsmanager get-secret-value --secret-id prod/db --query "SecretString" --output text)"; exec uvicorn app:app',
    "export DB_PASSWORD=$(aws ssm get-parameter --name /db | jq -r .password); exec uvicorn app:app",
    "export DB_PASSWORD=$(aws ssm get-parameter --name $(cat /etc/name)); exec uvicorn app:app",
    "SECRET_KEY=$(cat /run/secrets/key); export SECRET_KEY; exec uvicorn app:app",
    "SECRET_KEY=`cat /run/secrets/key`; export SECRET_KEY; exec uvicorn app:app",
    "export SECRET_KEY=$(</run/secrets/key); exec uvicorn app:app",
    "export SECRET_KEY=${KEY:?must be set}; exec uvicorn app:app",
    "export DB_PASSWORD=${PW:?}; exec uvicorn app:app",
    "export SECRET_KEY=prefix-$(cat /run/secrets/key); exec uvicorn app:app",
    "set -e\nexport SECRET_KEY=$(cat /run/secrets/key)\nexport DB_PASSWORD=$(cat /run/secrets/db) && exec uvicorn app:app",
    "DB_PASSWORD=$(cat /run/secrets/db) || exit 1; exec uvicorn app:app",
    "export DATABASE_URL=postgresql://app:$(cat /run/secrets/db)@db/app; exec uvicorn app:app",
    'PGPASSWORD=`cat /run/secrets/db` psql -h db; psql "host=db password=$(cat /run/secrets/db)"',
    "redis-server --requirepass $(cat /run/secrets/redis)",
  ])("is no secret: %s", (script) => {
    expect(shell(script)).toEqual([]);
  });

  it.each([
    `export SECRET_KEY=${RANDOM}; exec uvicorn app:app`,
    `export A=$(cat /a); export SECRET_KEY=${RANDOM}; exec uvicorn app:app`,
    "export DATABASE_URL=postgresql://app:hunter2@$(cat /run/host)/app; exec uvicorn app:app",
    `export TOKEN=$(curl -u app:${RANDOM} https://example.com/token); exec uvicorn app:app`,
    `export TOKEN=$(curl -H "Authorization: Bearer ${RANDOM}1" https://example.com/token); exec uvicorn app:app`,
    `export A="$(echo $(API_KEY=${RANDOM} fetch))"; exec uvicorn app:app`,
    "export DB_PASSWORD=${DB_PASSWORD:-hunter2}; exec uvicorn app:app",
    `export DB_PASSWORD=$(${RANDOM}; exec uvicorn app:app`,
    `export SECRET_KEY=${RANDOM}$(true); exec uvicorn app:app`,
    `export SECRET_KEY=$(printf '')${RANDOM}; exec uvicorn app:app`,
  ])("does not hide what is written: %s", (script) => {
    expect(shell(script)).not.toEqual([]);
  });
});

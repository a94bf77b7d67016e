import { secretArguments, secretLike, startText } from "../../../../policies/facts";

/** What in a start text is a secret: names of settings, and words of commands. */
function secretsIn(text: string): readonly string[] {
  const { settings, commands } = startText(text);
  return [
    ...settings.filter(({ name, value }) => secretLike(name, value) !== undefined).map(({ name }) => name),
    ...commands.flatMap((argv) => secretArguments(argv).map(({ index }) => argv[index] ?? "")),
  ];
}

describe("a secret is found in", () => {
  it.each<[string, string, readonly string[]]>([
    ["what is exported", "#!/bin/bash\nexport SECRET_KEY=hunter22hunter\n", ["SECRET_KEY"]],
    ["what is set for one command", "A=1 DB_PASSWORD='hunter 22' /app/run\n", ["DB_PASSWORD"]],
    ["a default", "export DB_PASSWORD=${DB_PASSWORD:-hunter22}\n", ["DB_PASSWORD"]],
    ["a default under another name", 'export DB_PASSWORD="${PGPASS-hunter22}"\n', ["DB_PASSWORD"]],
    [
      "a default that is set by itself",
      ': "${DB_PASSWORD:=hunter22}"\n: ${API_KEY=hunter22}\n',
      ["DB_PASSWORD", "API_KEY"],
    ],
    ["a default in a file that it writes", "cat > .env <<EOF\nDB_PASSWORD=${P:-hunter22}\nEOF\n", ["DB_PASSWORD"]],
    [
      "what it puts together of its own words",
      "PASS=hunter22\nexport DATABASE_URL=postgres://app:${PASS}@db/app\n",
      ["DATABASE_URL"],
    ],
    ["what it hands on", 'P=hunter22\ndocker run -e DB_PASSWORD="$P" app\n', ["DB_PASSWORD"]],
    ["what it hands a command", "P=hunter22\nmysql -uroot -p$P -e 'select 1'\n", ["-phunter22"]],
    ["what it replaces in a file", "sed -i 's|^DB_PASSWORD=.*|DB_PASSWORD=hunter22|' .env\n", ["DB_PASSWORD"]],
    ["a line that it adds to a profile", "echo 'export DB_PASSWORD=hunter22' >> /etc/profile\n", ["DB_PASSWORD"]],
    [
      "a parameter that it makes",
      "aws ssm put-parameter --name /db --value hunter22 --type SecureString\n",
      ["hunter22"],
    ],
    [
      "a container's options",
      "docker run -d \\\n  -e DB_PASSWORD=hunter22 \\\n  --env=API_KEY=hunter22 app\n",
      ["DB_PASSWORD", "API_KEY"],
    ],
    ["a file that it writes", "cat > /app/.env <<'EOF'\nDB_PASSWORD=hunter22\nEOF\n", ["DB_PASSWORD"]],
    ["a line that it adds", "echo 'DB_PASSWORD=hunter22' >> /etc/environment\n", ["DB_PASSWORD"]],
    ["a compose file", "services:\n  web:\n    environment:\n      SECRET_KEY: changeme\n", ["SECRET_KEY"]],
    ["a compose file's list", "    environment:\n      - SECRET_KEY=changeme\n", ["SECRET_KEY"]],
    [
      "what cloud-init runs",
      "runcmd:\n  - [docker, run, -e, SECRET_KEY=hunter22, app]\n  - mysql -phunter22\n",
      ["SECRET_KEY", "-phunter22"],
    ],
    ["a manifest", "env:\n  - name: DB_PASSWORD\n    value: hunter22\n", ["DB_PASSWORD"]],
    ["JSON", '{\n  "host": "db",\n  "password": "hunter22",\n  "port": 1\n}\n', ["password"]],
    ["a unit", '[Service]\nEnvironment="DB_PASSWORD=hunter22"\n', ["Environment"]],
    ["a program's settings", "SECRET_KEY = 'hunter22'\n", ["SECRET_KEY"]],
    ["a connection string", "DATABASE_URL=postgres://app:hunter22@db/app\n", ["DATABASE_URL"]],
    ["a command's option", "mysql -uroot -phunter22 -e 'select 1'\n", ["-phunter22"]],
    ["a login", "docker login -u app -p hunter22 registry.example.com\n", ["hunter22"]],
    [
      "a private key",
      "content: |\n  -----BEGIN RSA PRIVATE KEY-----\n  MIIE\n  -----END RSA PRIVATE KEY-----\n",
      ["PRIVATE_KEY"],
    ],
    ["PowerShell", '<powershell>\n$env:DB_PASSWORD = "hunter22"\n</powershell>', ["DB_PASSWORD"]],
    [
      "Windows' own variables",
      '[Environment]::SetEnvironmentVariable("API_SECRET", "hunter22", "Machine")\n',
      ["API_SECRET"],
    ],
  ])("%s", (_, text, found) => {
    expect(secretsIn(text)).toEqual(found);
  });
});

describe("none is seen in", () => {
  it.each<[string, string]>([
    ["what is fetched", "DB_PASSWORD=$(aws secretsmanager get-secret-value --secret-id db | jq -r '.password')\n"],
    [
      "what is filled in",
      "cat > .env <<EOF\nDB_PASSWORD=$DB_PASSWORD\nURL=postgres://app:${DB_PASSWORD}@db/app\nEOF\n",
    ],
    ["what is put together", 'SECRET_KEY="prefix-${SECRET_KEY}"\n'],
    ["what is put together of what is fetched", "P=$(fetch)\nURL=postgres://app:${P}@db/app\nDB_PASSWORD=$P\n"],
    ["where it stands", "STAGE=prod\nexport DB_PASSWORD_PARAMETER=/shop/$STAGE/db/password\n"],
    ["what must be set", "export DB_PASSWORD=${DB_PASSWORD:?is missing}\n: ${SECRET_KEY:?}\n"],
    ["what is replaced by what is fetched", 'P=$(fetch)\nsed -i "s|DB_PASSWORD=.*|DB_PASSWORD=$P|" .env\n'],
    ["a parameter that is no secret", "aws ssm put-parameter --name /stage --value prod --type String\n"],
    [
      "a parameter that is made of what is fetched",
      "aws ssm put-parameter --type SecureString --name /db --value $(fetch)\n",
    ],
    ["what is left empty", "DB_PASSWORD=\nSECRET_KEY: \npassword:\n  from: vault\n"],
    [
      "the metadata service's token",
      [
        'TOKEN=$(curl -X PUT "http://169.254.169.254/latest/api/token" -H "X-aws-ec2-metadata-token-ttl-seconds: 21600")',
        'curl -H "X-aws-ec2-metadata-token: $TOKEN" http://169.254.169.254/latest/meta-data/instance-id',
      ].join("\n"),
    ],
    [
      "a login at ECR",
      "aws ecr get-login-password | docker login --username AWS --password-stdin 1.dkr.ecr.example.com\n",
    ],
    ["a published port", "docker run -d --restart always -p 80:8000 app\n"],
    ["cloud-init's own", "chpasswd: { expire: false }\nlock_passwd: true\nssh_pwauth: false\npassword: *anchor\n"],
    ["a program", "password = os.environ['DB_PASSWORD']\npassword: str\nsecret = var.secret\n"],
    ["a certificate", `-----BEGIN CERTIFICATE-----\n${"aB3dE6gH9kLmNpQrStUv".repeat(2)}\n-----END CERTIFICATE-----\n`],
    ["encoded content", `content: !!binary |\n  ${"aB3dE6gH9kLmNpQrStUv".repeat(2)}\n`],
    ["a comment", "# DB_PASSWORD=hunter22\n"],
    ["parts of one text", 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="==B=="\n\n--==B==\n'],
    ["a cluster's bootstrap", "/etc/eks/bootstrap.sh shop --b64-cluster-ca LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t\n"],
    ["where a secret is", "export DB_SECRET_ARN=arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf\n"],
  ])("%s", (_, text) => {
    expect(secretsIn(text)).toEqual([]);
  });
});

it.each<[string, readonly string[]]>([
  ["bash /opt/app/start.sh", ["/opt/app/start.sh"]],
  ["sudo -E /opt/app/start.sh", ["/opt/app/start.sh"]],
  ["LEVEL=info /opt/app/start.sh", ["/opt/app/start.sh"]],
  ["curl -fsSL https://get.example.com | bash -s -- now", ["bash"]],
  ["source /etc/app/env", ["/etc/app/env"]],
  ["docker run --env-file /app/.env app", ["/app/.env"]],
  ["docker run --env-file=/app/.env app", ["/app/.env"]],
  ["cat > /app/.env <<EOF\nA=b\nEOF\ndocker run --env-file /app/.env app", []],
  ["cat <<EOF > '/app/.env'\nA=b\nEOF\ndocker run --env-file=\"/app/.env\" app", []],
  ["DIR=/app\ncat > $DIR/.env <<EOF\nA=b\nEOF\ndocker run --env-file /app/.env app", []],
  ['DIR=$(pwd)\ncat > $DIR/.env <<EOF\nA=b\nEOF\ndocker run --env-file "${DIR}/.env" app', []],
  ["DIR=/app\ncat > $DIR/.env <<EOF\nA=b\nEOF\ndocker run --env-file /srv/.env app", ["/srv/.env"]],
  ["cd /app && docker compose up -d", ["compose.yaml"]],
  ["cat > /app/compose.yaml <<EOF\nEOF\ndocker compose -f /app/compose.yaml up -d", []],
  ["cat > /app/start.sh <<EOF\nEOF\nbash /app/start.sh", []],
  ["write_files:\n  - path: /app/start.sh\nruncmd:\n  - /app/start.sh", []],
  ["runcmd:\n  - /app/start.sh\n  - [bash, /app/other.sh]", ["/app/start.sh", "/app/other.sh"]],
  ["sh -c 'echo a'", []],
  ["/etc/eks/bootstrap.sh shop", []],
  ["dnf install -y docker\nsystemctl enable --now docker", []],
])("names what else may set something: %s", (text, files) => {
  expect(startText(text).elsewhere).toEqual(files);
});

it("keeps the words beside a setting in their places", () => {
  expect(startText("docker run -e STAGE=a --name app app:1\n")).toEqual({
    settings: [{ name: "STAGE", value: "a" }],
    commands: [["docker", "run", "-e", "STAGE=", "--name", "app", "app:1"]],
    elsewhere: [],
  });
});

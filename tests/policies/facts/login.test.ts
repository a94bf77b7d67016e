import { databaseUserIn, isDatabaseUserName } from "../../../policies/facts";

it.each([
  ["postgresql+asyncpg://app:p@ss/w0rd@db.example.com:5432/shop", "app"],
  ["postgres://app@db.example.com/shop", "app"],
  ["postgresql://app%2Db:x@db/shop", "app-b"],
  ["jdbc:postgresql://db.example.com/shop?user=app&password=x", "app"],
  ["host=db.example.com dbname=shop user=app password=x", "app"],
  ["Host=db;Database=shop;User Id=app;Password=x", "app"],
  ["mysql://root:x@db/shop", "root"],
  ["postgresql://db.example.com/shop", undefined],
  ["postgresql://{user}:{password}@{host}/shop", undefined],
  ["postgresql://$DB_USER:$DB_PASSWORD@db/shop", undefined],
  ["postgresql://%E0%A4%A:x@db/shop", undefined],
  ["", undefined],
])("reads who logs in by %s", (url, user) => {
  expect(databaseUserIn(url)).toBe(user);
});

it.each([
  ["DB_USER", true],
  ["POSTGRES_USER", true],
  ["PGUSER", true],
  ["SHOP_DATABASE_USERNAME", true],
  ["DATABASE_MASTER_USERNAME", false],
  ["USER", false],
  ["REDIS_USER", false],
  ["DB_USER_TABLE", false],
])("takes %s for the name of a login: %s", (name, is) => {
  expect(isDatabaseUserName(name)).toBe(is);
});

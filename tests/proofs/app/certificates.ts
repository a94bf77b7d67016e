/** Certificates for a test's own servers: one authority that stands for RDS's, one for the public ones ElastiCache uses. */
import { join } from "node:path";
import { findProgram, runProgramOnce, type ServerFolder } from "../server";

export interface Certificates {
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

const openssl = (...args: readonly string[]): string => runProgramOnce(findProgram("openssl"), args);

/** An authority and a certificate for `localhost` that it signed, as files in a folder. */
export function certificatesOf(name: string, folder: ServerFolder): Certificates {
  const path = (end: string): string => join(folder.path, `${name}${end}`);
  const fresh = ["-newkey", "rsa:2048", "-nodes"];
  openssl(
    "req",
    "-x509",
    ...fresh,
    "-days",
    "2",
    "-subj",
    `/CN=${name}`,
    "-keyout",
    path(".ca.key"),
    "-out",
    path(".ca"),
  );
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  openssl("req", ...fresh, ...subject, "-keyout", path(".key"), "-out", path(".csr"));
  const signer = ["-CA", path(".ca"), "-CAkey", path(".ca.key"), "-CAcreateserial", "-copy_extensions", "copy"];
  openssl("x509", "-req", "-in", path(".csr"), ...signer, "-days", "2", "-out", path(".pem"));
  return { authority: path(".ca"), certificate: path(".pem"), key: path(".key") };
}

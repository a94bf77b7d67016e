import type { Fact } from "../model/fact";
import type { Subject } from "../model/subject";

declare module "./kinds" {
  interface SubjectKinds {
    "stored-data": StoredData;
    "cache-access": CacheAccess;
    "kms-key": KmsKey;
    "kept-secret": KeptSecret;
  }
}

/** The storage of a database of any engine. */
export interface StoredData extends Subject {
  readonly encrypted: Fact<boolean>;
}

/** How a Redis or Valkey is reached, and what is kept on its disks. */
export interface CacheAccess extends Subject {
  readonly encryptedInTransit: Fact<boolean>;
  /** Whether it speaks without TLS too, as while clients are moved over; absent: one or the other. */
  readonly alsoPlain: Fact<boolean>;
  readonly encryptedAtRest: Fact<boolean>;
  /** Whether it asks who comes: a token, or users of its own. */
  readonly authenticated: Fact<boolean>;
  /** Of a user that may come to it: whether it gets in without a password; absent: it is the cache itself. */
  readonly passwordless?: Fact<boolean>;
  /** Whether everybody needs its one token; absent: it has users of its own, some of whom may need no password. */
  readonly token: Fact<boolean>;
}

/** A KMS key whose material KMS makes and can replace by itself. */
export interface KmsKey extends Subject {
  readonly rotates: Fact<boolean>;
}

/** A place in a secret store. */
export interface KeptSecret extends Subject {
  /** Whether the customer's own key encrypts it, and not the store's, which the whole account may use. */
  readonly ownKey: Fact<boolean>;
}

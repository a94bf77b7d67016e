/** Where the application's parts are in its image: Python's names for them. */
import * as v from "valibot";
import { emptyOr, text } from "./config-values";

const MODULE = "[A-Za-z_]\\w*(\\.[A-Za-z_]\\w*)*";

export const APPLICATION_KEYS = {
  webApplication: v.optional(
    text("an ASGI application such as app.main:app", new RegExp(`^${MODULE}:${MODULE}(\\(\\))?$`)),
  ),
  celeryApplication: v.optional(
    text("a Celery application such as app.worker or app.worker:celery", new RegExp(`^${MODULE}(:${MODULE})?$`)),
  ),
  firstSuperuserModule: v.optional(
    emptyOr("a module such as app.first_superuser, or empty for none", new RegExp(`^${MODULE}$`)),
  ),
};

export interface ApplicationSettings {
  /** What gunicorn serves: `module:attribute`, or a factory with `()`. */
  readonly web: string;
  /** Celery's `-A`. */
  readonly celery: string;
  /** Makes the first administrator, after the migration; null: there is none to make. */
  readonly firstSuperuser: string | null;
}

type Given = Readonly<{ [Key in keyof typeof APPLICATION_KEYS]?: string | null | undefined }>;

export function applicationSettings(given: Given): ApplicationSettings {
  return {
    web: given.webApplication ?? "app.main:app",
    celery: given.celeryApplication ?? "app.worker",
    firstSuperuser: given.firstSuperuserModule === undefined ? "app.first_superuser" : given.firstSuperuserModule,
  };
}

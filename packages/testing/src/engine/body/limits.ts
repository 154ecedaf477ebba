/** Maximum size of an uploaded file, in bytes. */
export const MAX_FILE_BYTES = 104_857_600;

/** Maximum size of a request body: a file and the overhead of a form. */
export const MAX_BODY_BYTES: number = MAX_FILE_BYTES + 65_536;

/** Maximum number of entries in a list, or of rows in a file. */
export const MAX_ENTRIES = 250_000;

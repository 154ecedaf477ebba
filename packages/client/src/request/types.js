/** Method, URL path and attempts of a request, for errors. */
export function callOf({ method, url }, attempts) {
  const { pathname: path, port } = new URL(url);
  return { method, path, port: port || undefined, attempts };
}

/** Text of `--help`. */
export const USAGE = `Usage: optimaldial-mock [options]

Serves a sandbox of the OptimalDial API on this machine, or its mock.

  --sandbox        stateful account, with a dashboard at / (default)
  --mock           stateless responses from the examples of the spec. Accepts any API key
                   that starts with od_live_. Select a response with the header
                   "Prefer: example=completed" or "Prefer: code=404". Supports only --port,
                   --host, --cors and --exit-with-parent
  --port N         port to listen on (default: a free one)
  --host ADDRESS   address to listen on (default: 127.0.0.1, reachable only from this machine).
                   Beyond loopback, anyone with network access can use the dashboard, and call
                   the API with the key. The dashboard opens at localhost, at IP addresses of
                   this machine and at ADDRESS. Other host names are rejected, to prevent DNS
                   rebinding
  --cors ORIGIN    origin that may call the API from a browser, such as http://localhost:3000
  --seed N         seed of the IDs and the key, from 0 to 4294967295: each start with the same seed and
                   the same calls has the same ones (default: a random seed)
  --key KEY        API key of the sandbox: od_live_ and 32 letters, digits, "-" or "_"
                   (default: derived from the seed). Replaced by a random one beyond loopback
  --clock CLOCK    real: time passes, see --speed (default); manual: it passes only when you advance
                   it in the dashboard or with POST /_sandbox/advance
  --credits N      credits of the sandbox's organization (default: 10000)
  --speed N        speed of the sandbox's time, relative to real time: from 0.001 to 1000000
                   (default: 1)
  --contacts       enable the Contacts API
  --data FILE      file that keeps the account between starts: credits, uploads with their lists,
                   contacts, webhooks with their secrets, pending deliveries, the key and the time.
                   --seed, --key, --credits and --contacts apply when the file is created. It
                   contains phone numbers. Not kept: --route, injected faults, logged requests
  --route FROM=TO  forward webhooks for a public URL to a server on loopback; repeatable:
                   https://hooks.example=http://127.0.0.1:3000
  --exit-with-parent
                   stop when stdin is closed, as it is if the process that has started this one and
                   holds a pipe to its stdin ends, even with kill -9
  --version        show the version
  -h, --help       show this help

The first line of output has the URL of the sandbox, which opens its dashboard. These requests control it:

  POST /_sandbox/advance  { "by": "10s" }            advance the time
  POST /_sandbox/grant    { "credits": 500 }         add credits
  POST /_sandbox/fail     { "id": "ID" }             fail an upload or a contact
  POST /_sandbox/arm      { "kind": "unavailable" }  inject a fault into the next request
  GET  /openapi.json                                 the spec

The POST requests need the header "Authorization: Bearer API_KEY".

Documentation: https://unpkg.com/@optimaldial/client/docs/other-languages.md`;

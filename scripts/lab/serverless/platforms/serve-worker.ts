/** Serves a Worker in workerd until its input ends: `node serve-worker.ts '{ … }'`. Prints its URL. */
import { readFileSync } from 'node:fs';
import { Miniflare } from 'miniflare';

const { script, config, bindings, folder } = JSON.parse(process.argv[2] ?? '') as {
  /** Path of the bundled Worker. */
  script: string;
  /** What `wrangler.jsonc` says. */
  config: {
    compatibility_date: string;
    compatibility_flags: string[];
    durable_objects: { bindings: { name: string; class_name: string }[] };
    r2_buckets: { binding: string }[];
  };
  bindings: Record<string, string>;
  /** Where objects and buckets are stored. */
  folder: string;
};

const miniflare = new Miniflare({
  modules: [{ type: 'ESModule', path: 'worker.js', contents: readFileSync(script, 'utf8') }],
  compatibilityDate: config.compatibility_date,
  compatibilityFlags: config.compatibility_flags,
  bindings,
  durableObjects: Object.fromEntries(
    config.durable_objects.bindings.map(({ name, class_name: className }) => [
      name,
      { className, useSQLite: true },
    ]),
  ),
  durableObjectsPersist: `${folder}/objects`,
  r2Buckets: config.r2_buckets.map(({ binding }) => binding),
  r2Persist: `${folder}/buckets`,
  // Enables the URL that calls the scheduled handler.
  unsafeTriggerHandlers: true,
  // Otherwise, it's downloaded.
  cf: false,
});
process.stdin.on('end', () => void miniflare.dispose()).resume();
console.log(`Worker at ${(await miniflare.ready).origin}`);

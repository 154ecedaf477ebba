// In whichever file it stands.
const NAMED_SCHEMA = /^#\/components\/schemas\/[^/]+$/;

/** Rules of this house that the linter's own rules and assertions cannot state. */
export default function houseRules() {
  return {
    id: 'house',
    rules: {
      oas3: {
        'response-examples': responseExamples,
        'schema-description': schemaDescription,
        'inferred-reason': inferredReason,
        'named-enums': namedEnums,
      },
    },
  };
}

/** Every body of a response has an example with a name: the stand-in and its types go by these names. */
function responseExamples() {
  return {
    Response: {
      MediaType(media, { report, location }) {
        if (Object.keys(media.examples ?? {}).length > 0) return;
        report({ message: 'The body of a response needs a named example (`examples`).', location });
      },
    },
  };
}

/** Named schemas and properties are described; a property that is a reference is described by its target. */
function schemaDescription() {
  return {
    Schema(schema, { report, location }) {
      if (!NAMED_SCHEMA.test(location.pointer) || schema.description?.trim()) return;
      report({ message: 'A schema with a name needs a description.', location });
    },
    SchemaProperties(properties, { report, location }) {
      for (const [name, schema] of Object.entries(properties)) {
        if (schema.$ref || schema.description?.trim()) continue;
        report({ message: `Property \`${name}\` needs a description.`, location: location.child([name]) });
      }
    },
  };
}

/** What no documentation backs says why it is there. */
function inferredReason() {
  return {
    any: {
      enter(node, { report, location }) {
        if (node?.['x-inferred'] === undefined || node['x-inferred-reason']?.trim()) return;
        report({ message: '`x-inferred` needs an `x-inferred-reason`.', location });
      },
    },
  };
}

/** An enum is a schema with a name: only those get a type and an array of values. */
function namedEnums() {
  return {
    Schema(schema, { report, location }) {
      if (!schema.enum || NAMED_SCHEMA.test(location.pointer)) return;
      report({ message: 'An enum belongs into `components/schemas`, under a name.', location });
    },
  };
}

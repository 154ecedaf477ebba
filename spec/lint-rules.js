// Matches named schemas in any file.
const NAMED_SCHEMA = /^#\/components\/schemas\/[^/]+$/;

/** Lint rules for the spec that Redocly's own rules can't express. */
export default function specRules() {
  return {
    id: 'spec',
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

/** Response bodies must have named examples: the mock and the types refer to them by name. */
function responseExamples() {
  return {
    Response: {
      MediaType(media, { report, location }) {
        if (Object.keys(media.examples ?? {}).length > 0) return;
        report({ message: 'A response body must have at least one named example (`examples`).', location });
      },
    },
  };
}

/** Named schemas and properties must have a description, except for properties that are references. */
function schemaDescription() {
  return {
    Schema(schema, { report, location }) {
      if (!NAMED_SCHEMA.test(location.pointer) || schema.description?.trim()) return;
      report({ message: 'A named schema must have a description.', location });
    },
    SchemaProperties(properties, { report, location }) {
      for (const [name, schema] of Object.entries(properties)) {
        if (schema.$ref || schema.description?.trim()) continue;
        report({
          message: `Property \`${name}\` must have a description.`,
          location: location.child([name]),
        });
      }
    },
  };
}

/** `x-inferred` must come with a reason. */
function inferredReason() {
  return {
    any: {
      enter(node, { report, location }) {
        if (node?.['x-inferred'] === undefined || node['x-inferred-reason']?.trim()) return;
        report({ message: '`x-inferred` requires an `x-inferred-reason`.', location });
      },
    },
  };
}

/** Enums must be named schemas: only those get a type and an array of values. */
function namedEnums() {
  return {
    Schema(schema, { report, location }) {
      if (!schema.enum || NAMED_SCHEMA.test(location.pointer)) return;
      report({ message: 'Move the enum to a named schema in `components/schemas`.', location });
    },
  };
}

/** A wording that the project doesn't use, and what to write instead. */
export interface Pattern {
  find: RegExp;
  instead: string;
  /** Uses that are right: a match that lies within one of these is left alone. */
  allow?: readonly RegExp[];
  /** How often a block may have it. Default: 0. */
  atMost?: number;
}

/** Wordings to avoid: the part of the section Language in CONTRIBUTING.md that regular expressions can check. */
export const PATTERNS: readonly Pattern[] = [
  // Sentences
  {
    find: /\b(is|are|was|were|be) no(ne)?\b/i,
    instead: "isn't a …, must be …, has no …",
    allow: [/\bno longer\b/i, /\bno\. \d/i, /\bno one\b/i],
  },
  {
    find: /\bwhere (it|there|one|no|none|nothing|nobody|someone|something|anything|neither|two)\b/i,
    instead: 'if …',
    allow: [
      /\b(know|knows|see|says?|shows?|finds?|found|folder|directory|place|position|point|byte|from|exactly|module|file|line|spot|row|column) where (it|one|no|nothing|two)\b/i,
      /^Where it (is|comes|goes)\b[^,]*(:|$)/,
    ],
  },
  {
    find: /(?<=^|[.:;!?] )Where (a|an|the|your|our|its|no|any|this|that|it|there|you)\b[^.:]*,/,
    instead: 'If …, / When …,',
  },
  { find: /\bthere where\b/i, instead: 'if … / where …' },
  { find: /\bof (yours|ours|theirs|his|hers|mine)\b/i, instead: 'your …, our …' },
  { find: /\b(go|goes|going|went|gone) on\b/i, instead: 'continue, resume' },
  { find: /\bby itself\b/i, instead: 'automatically / on its own' },
  {
    find: /\b(made|makes|making|make) up\b/i,
    instead: 'invented, fictitious, generated',
    allow: [/\bma(d|k)e?s? up of\b/i],
  },
  { find: /\bas (it|they) stands?\b/i, instead: 'unchanged, as is' },
  { find: /\bleads? there\b/i, instead: 'name the target' },
  { find: /\bin the clear\b/i, instead: 'unredacted, in plain text' },
  { find: /\bon (the|its|their) way\b/i, instead: 'in progress, in transit' },
  { find: /\b(for|of|to|but|by|from|with) who\b/i, instead: 'for anyone who / for users who' },
  {
    find: /(?<!(one|ones|body|people|those|person|team|user|users|[a-z]{2}ers?|contacts?|leads?|see|knows?|decides?),? )\bwho\b(?! (is|are|was) (likely|calling)\b)/i,
    instead: 'anyone who …, if you …',
    allow: [/\bwho's\b/i, /\b(users?|person|someone|anyone|owner|people) (of|at|in|with) [\w' ]+,? who\b/i],
  },
  {
    find: /\b(tells?|told|telling|asks|asking|heeds?|heeded|heeding|stands|stood|standing|knows of|knew of|speaks|spoke|spoken|wants|wishes|says nothing of|is silent)\b/i,
    instead: 'say what the code does: returns, reports, reads, requires, contains',
    allow: [
      /\b(stands|standing) for\b/i,
      /\btell .* apart\b/i,
      /\b(you|who|users?|callers?|one) (wants|wishes|asks|asked)\b/i,
    ],
  },
  { find: /\bso that\b/i, instead: 'split the sentence, or use "so", "to" or "because"', atMost: 1 },
  { find: /\b(whoever|whosoever)\b/i, instead: 'anyone who, the caller' },
  { find: /\bnobody\b/i, instead: 'no one, nothing, no …' },
  { find: /\bat once\b/i, instead: 'immediately, at the same time' },
  { find: /\banew\b/i, instead: 'again' },
  { find: /\bnothing but\b/i, instead: 'only' },
  { find: /\b(left|leave|leaves) to chance\b/i, instead: 'random, with jitter' },
  {
    find: /\bwhat (is|was|can|may|must|fails?|goes|comes) [^.?,:;()]*\b(is|are|has|stays|gets|needs)\b(?=[^.?]*\.)/i,
    instead: 'name the thing: "Invalid input is …" instead of "What is … is …"',
  },
  { find: /\b(without|with no|has no) (a )?fault\b/i, instead: 'succeeds, valid' },

  // Terms
  { find: /\bstand[- ]?ins?\b/i, instead: 'mock, sandbox' },
  { find: /\bmask(s|ed|ing)?\b/i, instead: 'redact', allow: [/\bbit ?mask/i] },
  {
    find: /\b(the|our|this|that|new|old|bundled|API) descriptions?\b|\b(un)?described\b(?= (operation|answer|response|example|bod))|\b(by|in|from) the description\b/i,
    instead: 'spec',
    allow: [
      /\bthe descriptions? of (a|an|the|each|every|its)\b/i,
      /\bremoves the description\b/i,
      /\bdescriptions? (field|property|column)\b/i,
    ],
  },
  {
    find: /\bthe (one )?truth\b/i,
    instead: 'spec, source of truth',
    allow: [/\b(source of|single) (the )?truth\b/i],
  },
  {
    find: /\b(door|desk|parcel|guard|office)s?\b/i,
    instead: 'entry point, handler, delivery, check',
    allow: [/\btype guards?\b/i, /\bguards against\b/i],
  },
  { find: /\bhouse(s|-rules?)?\b/i, instead: 'project', allow: [/\bin-house\b/i] },
  { find: /\bverbs?\b/i, instead: 'command', allow: [/\bHTTP verbs?\b/i, /\bsubject, verb\b/i] },
  {
    find: /\b(tried|tries|trying|goes|go|going|sent|sends|asked|asks) (it )?again\b/i,
    instead: 'retry, retried, resent',
    allow: [/\bafter trying again\b/i],
  },
  { find: /\bpauses?\b/i, instead: 'delay, backoff, sleep' },
  {
    find: /\b(exchanges?|wires?|outgoing)\b/i,
    instead: 'request, response, transport',
    allow: [/\bwire (names?|format)\b/i, /\barea codes?\b.*\bexchanges?\b/i],
  },
  {
    find: /\b(answers?|answered|answering)\b/i,
    instead: 'response, respond, return',
    allow: [
      /\b(no|not|likely( to)?|to|who|people) answer(s|ed)?\b/i,
      /\banswer(ed|s|ing)? (the |a |your )?(calls?|phone|rates?)\b/i,
      /\bcalls? (is |are |were )?answered\b/i,
    ],
  },
  { find: /\b(judges?|judged|judging|proofs?)\b/i, instead: 'validate, classify, signature verification' },
  {
    find: /\b(story|stories|life)\b/i,
    instead: 'state, record, scenario, lifecycle',
    allow: [/\b(real|shelf) life\b/i, /\buser stor(y|ies)\b/i],
  },
  { find: /\bstrikes?\b|\bstruck\b/i, instead: 'inject (a fault)' },
];

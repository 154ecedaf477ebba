import { createHash } from 'node:crypto';

/** A Lua script, and the hash under which a server caches it. */
export interface Script {
  readonly text: string;
  readonly sha: string;
}

// All scripts have the same three keys:
// KEYS[1], a hash: ID -> "<version> <position> <put> <day>=<credits> <entries>\n<record>". The put is a random ID.
// KEYS[2], a sorted set without scores: the index. An entry is "<prefix><position>".
// KEYS[3], a hash: day -> credits.

export const NOW: Script = script(`return redis.call('TIME')`);

export const GET: Script = script(`return redis.call('HGET', KEYS[1], ARGV[1])`);

/**
 * Arguments: ID, version to replace, position, put, day and credits, record, entries of the index. A driver that
 * lost the response sends the same put again, so a put that is stored already is confirmed.
 */
export const PUT: Script = script(`
local id, version, amount = ARGV[1], tonumber(ARGV[2]), ARGV[5]
local stored = redis.call('HGET', KEYS[1], id)
local entries = table.concat(ARGV, ' ', 7)
local header = table.concat({ version + 1, ARGV[3], ARGV[4], amount, entries }, ' ')
local value = header .. '\\n' .. ARGV[6]
if stored == value then return 1 end
if (stored and tonumber(string.match(stored, '^%d+')) or 0) ~= version then return 0 end
local old, before = {}, '='
if stored then
  local rest
  before, rest = string.match(stored, '^%S+ %S+ %S+ (%S+) ([^\\n]*)')
  for entry in string.gmatch(rest, '%S+') do old[entry] = true end
end
for i = 7, #ARGV do
  if old[ARGV[i]] then old[ARGV[i]] = nil else redis.call('ZADD', KEYS[2], 0, ARGV[i]) end
end
if before ~= amount then
  local function add(text, sign)
    local day, credits = string.match(text, '(.+)=(.+)')
    if day then redis.call('HINCRBYFLOAT', KEYS[3], day, sign * credits) end
  end
  add(before, -1)
  add(amount, 1)
end
redis.call('HSET', KEYS[1], id, value)
for entry in pairs(old) do redis.call('ZREM', KEYS[2], entry) end
return 1`);

/**
 * Arguments: number of records, position to start behind or '', ID of a record to start behind or '', end of the
 * range, prefixes. Returns positions and records in turn.
 */
export const PAGE: Script = script(`
local count, position = tonumber(ARGV[1]), ARGV[2]
if ARGV[3] ~= '' then
  local stored = redis.call('HGET', KEYS[1], ARGV[3])
  if not stored then return {} end
  position = string.match(stored, '^%S+ (%S+)')
end
local found = {}
for i = 5, #ARGV do
  local prefix = ARGV[i]
  local first = position == '' and '[' .. prefix or '(' .. prefix .. position
  local entries = redis.call('ZRANGEBYLEX', KEYS[2], first, '[' .. prefix .. ARGV[4], 'LIMIT', 0, count)
  for _, entry in ipairs(entries) do found[#found + 1] = string.sub(entry, #prefix + 1) end
end
table.sort(found)
local page = {}
for i = 1, math.min(count, #found) do
  page[2 * i - 1] = found[i]
  page[2 * i] = redis.call('HGET', KEYS[1], string.sub(found[i], -64)) or ''
end
return page`);

/** Argument: the prefix of all states. Returns state, count, and position of the first, in turn. */
export const SUMMARIZE: Script = script(`
local summary, first = {}, '[' .. ARGV[1]
while true do
  local entry = redis.call('ZRANGEBYLEX', KEYS[2], first, '[' .. ARGV[1] .. '~', 'LIMIT', 0, 1)[1]
  if not entry then return summary end
  local state, position = string.match(entry, '([^/]+)/(%d+/%x+)$')
  local prefix = ARGV[1] .. state .. '/'
  summary[#summary + 1] = state
  summary[#summary + 1] = redis.call('ZLEXCOUNT', KEYS[2], '[' .. prefix, '[' .. prefix .. '~')
  summary[#summary + 1] = position
  first = '[' .. prefix .. '~'
end`);

/** Returns days and credits in turn. */
export const DAYS: Script = script(`return redis.call('HGETALL', KEYS[3])`);

function script(text: string): Script {
  return { text, sha: createHash('sha1').update(text).digest('hex') };
}

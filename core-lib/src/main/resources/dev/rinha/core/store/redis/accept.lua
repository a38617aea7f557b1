-- KEYS: 7:n, 7:i:BUCKET
-- ARGV: limit of entries in the queue, and of each payment bucket and id of the record, base 'cents:accepted:', history
-- ('' for none), and client ('' for none).
-- Answers of each: 1 accepted, 0 full, 2 the client's share is full, the record known before, or a list with the error
-- that came instead: that of a record is its own, and where writes are refused those known before need none.
local PER_PAYMENT = 5
local limit = tonumber(ARGV[1])
local counts = data .. 'n'
local entries = redis.call('XLEN', QUEUE)
local before = entries

-- Counted where entries come and go. Whatever kept one of these steps from being counted (an older build, somebody
-- who deletes from the queue or writes a word there), nobody has less than none or more than there are: so a wrong
-- count rights itself.
local function unfinished_of(client)
  local counted = tonumber(redis.call('HGET', counts, 'unfinished:' .. client) or 0) or 0
  return math.max(0, math.min(counted, entries))
end

-- Answers also whether it was a write that Redis refused.
local function accept(bucket, id, base, history, client)
  local records = data .. 'i:' .. bucket
  local known = redis.pcall('HGET', records, id)
  if known then
    return type(known) == 'table' and { known.err } or known
  end
  if entries >= limit then
    return 0
  end
  local unfinished = client ~= '' and unfinished_of(client)
  if unfinished and unfinished >= limit - entries then
    return 2
  end
  local written = redis.pcall('HSET', records, id, 'Q:' .. base .. history)
  if type(written) == 'table' then
    return { written.err }, true
  end
  if unfinished then
    redis.call('HSET', counts, 'unfinished:' .. client, unfinished + 1)
  end
  local entry = id .. bucket .. ':' .. base
  if history ~= '' then
    entry = entry .. '0:' .. history -- As if it had been put back when it was accepted.
  end
  redis.call('XADD', QUEUE, '*', 'g', generation, 'p', entry)
  entries = entries + 1
  return 1
end

local answers, refused = {}, 0
for first = 2, #ARGV, PER_PAYMENT do
  local answer, is_refused = accept(unpack(ARGV, first, first + PER_PAYMENT - 1))
  answers[#answers + 1] = answer
  refused = refused + (is_refused and 1 or 0)
end
if refused == #answers then
  return { err = answers[1][1] }
end
if entries > before then
  redis.call('HINCRBY', counts, 'accepted', entries - before)
end
return answers

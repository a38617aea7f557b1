-- KEYS: 7:n, 7:i:BUCKET
-- ARGV: limit of entries in the queue, and of each payment bucket and id of the record, base 'cents:accepted:', history
-- ('' for none), and client ('' for none).
-- Answers of each: 1 accepted, 0 full, 2 the client's share is full, the record known before, or a list with the
-- error that there is in its place.
local PER_PAYMENT = 5
local limit = tonumber(ARGV[1])
local counts = data .. 'n'
local entries = redis.call('XLEN', QUEUE)
local before = entries

-- Counted where entries come and go. Whatever kept one of these steps from being counted (an older build, somebody
-- who deletes from the queue), nobody has less than none or more than there are: so a wrong count rights itself.
local function takes_share(client)
  local field = 'unfinished:' .. client
  local counted = tonumber(redis.call('HGET', counts, field) or 0)
  local unfinished = math.max(0, math.min(counted, entries))
  if unfinished >= limit - entries then
    return false
  end
  redis.call('HSET', counts, field, unfinished + 1)
  return true
end

local function accept(bucket, id, base, history, client)
  local records = data .. 'i:' .. bucket
  local known = redis.pcall('HGET', records, id) -- What is wrong with one record holds up no other payment.
  if known then
    return type(known) == 'table' and { known.err } or known
  end
  if entries >= limit then
    return 0
  end
  if client ~= '' and not takes_share(client) then
    return 2
  end
  local entry = id .. bucket .. ':' .. base
  if history ~= '' then
    entry = entry .. '0:' .. history -- As if it had been put back when it was accepted.
  end
  redis.call('HSET', records, id, 'Q:' .. base .. history)
  redis.call('XADD', QUEUE, '*', 'g', generation, 'p', entry)
  entries = entries + 1
  return 1
end

local answers = {}
for first = 2, #ARGV, PER_PAYMENT do
  answers[#answers + 1] = accept(unpack(ARGV, first, first + PER_PAYMENT - 1))
end
if entries > before then
  redis.call('HINCRBY', counts, 'accepted', entries - before)
end
return answers

-- KEYS: 7:n, 7:i:BUCKET
-- ARGV: bucket and id of the record, base 'cents:accepted:', limit of entries in the queue, history ('' for none),
-- and the client, if there is one.
-- Answers: 1 accepted, 0 full, 2 the client's share is full, or the record known before.
local bucket, id, base, limit, history, client = unpack(ARGV)
local records = data .. 'i:' .. bucket
local known = redis.call('HGET', records, id)
if known then
  return { known }
end
local entries = redis.call('XLEN', QUEUE)
local room = tonumber(limit) - entries
if room <= 0 then
  return { 0 }
end
if client then
  -- Counted where entries come and go. Whatever kept one of these steps from being counted (an older build, somebody
  -- who deletes from the queue), nobody has less than none or more than there are: so a wrong count rights itself.
  local field = 'unfinished:' .. client
  local counted = tonumber(redis.call('HGET', data .. 'n', field) or 0)
  local unfinished = math.max(0, math.min(counted, entries))
  if unfinished >= room then
    return { 2 }
  end
  redis.call('HSET', data .. 'n', field, unfinished + 1)
end
local entry = id .. bucket .. ':' .. base
if history ~= '' then
  entry = entry .. '0:' .. history -- As if it had been put back when it was accepted.
end
redis.call('HSET', records, id, 'Q:' .. base .. history)
redis.call('XADD', QUEUE, '*', 'g', generation, 'p', entry)
redis.call('HINCRBY', data .. 'n', 'accepted', 1)
return { 1 }

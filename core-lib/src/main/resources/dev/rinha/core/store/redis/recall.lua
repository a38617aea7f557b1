-- Tells again what a worker knows of unfinished payments. What the store knows is left as it is, but that a payment is
-- queued or dead of which an attempt may be on its way.
-- ARGV: of each: entry, generation and era, id bucket, id, state, 'cents:accepted:', processor ('' for none), rest of the record,
-- since when in doubt, when queued and history as they stand in an entry, 'requested:' of the attempt. Answers: how many were news.
local news = 0

local function recall(i)
  local place, records, id, state = place_of(ARGV[i]), data .. 'i:' .. ARGV[i + 2], ARGV[i + 3], ARGV[i + 4]
  local record = redis.call('HGET', records, id)
  local known = record and state_of(record)
  local base = ARGV[i + 5]
  if state == 'D' and (known == 'S' or known == 'D') and not is_open_attempt(record, base, ARGV[i + 6], ARGV[i + 10]) then
    -- Which attempt is the later one nobody knows: whoever takes it asks everywhere.
    went_back()
    news = news + 1
    return
  elseif record and (state == 'Q' or (known ~= 'Q' and known ~= 'L')) then
    return
  end
  went_back()
  news = news + 1
  if not record then
    redis.call('HINCRBY', data .. 'n', 'accepted', 1)
  elseif known == 'L' then
    leave_the_dead(record, id)
  end
  local text = state .. ':' .. base
  if state == 'D' then
    text = text .. number_of(ARGV[i + 6]) .. ':'
    redis.call('ZADD', data .. 'doubt', ARGV[i + 8], id)
  end
  redis.call('HSET', records, id, text .. ARGV[i + 7])
  if #redis.call('XRANGE', QUEUE, place, place) == 0 then
    local payload = id .. ARGV[i + 2] .. ':' .. base .. ARGV[i + 9]
    redis.call('HSET', PLACES, id, redis.call('XADD', QUEUE, '*', 'g', generation, 'p', payload))
  elseif state == 'D' then
    redis.call('HSET', PLACES, id, place)
  end
end

for i = 1, #ARGV, 11 do
  if not is_purged(ARGV[i + 1]) then
    recall(i)
  end
end
return { news }

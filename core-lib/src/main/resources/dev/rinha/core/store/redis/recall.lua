-- Tells again what a worker knows of unfinished payments. What the store knows is left as it is, but that a payment is
-- queued or dead of which an attempt may be on its way.
-- KEYS: 7:i:BUCKET, 7:doubt, 7:n
-- ARGV, of each payment:
--   claim         place in the queue and number of deliveries
--   fence         generation and era in which that was handed out
--   bucket, id    of its record
--   state         Q queued, D in doubt
--   base          'cents:accepted:'
--   processor     of the attempt, '' for none
--   rest          of the record
--   doubt_since   in milliseconds, for state D
--   queued_rest   when queued, and history, as they stand in an entry of the queue
--   requested     'requested:' of the attempt, '' for none
-- Answers: how many were news.
local news = 0

local function recall(claim, fence, bucket, id, state, base, processor, rest, doubt_since, queued_rest, requested)
  if is_purged(fence) then
    return
  end
  local place, records = place_of(claim), data .. 'i:' .. bucket
  local record = redis.call('HGET', records, id)
  local known = record and state_of(record)
  if state == 'D' and (known == 'S' or known == 'D') and not is_open_attempt(record, base, processor, requested) then
    -- Which attempt is the later one nobody knows: whoever takes it asks everywhere.
    went_back()
    news = news + 1
    return
  elseif record and (state == 'Q' or (known ~= 'Q' and known ~= 'L')) then
    return
  elseif known == 'L' and not leave_dead_letters(record, id) then
    -- An operator sees it in the audit; others are told of.
    return
  end
  went_back()
  news = news + 1
  if not record then
    redis.call('HINCRBY', data .. 'n', 'accepted', 1)
  end
  local text = state .. ':' .. base
  if state == 'D' then
    text = text .. number_of(processor) .. ':'
    redis.call('ZADD', data .. 'doubt', doubt_since, id)
  end
  redis.call('HSET', records, id, text .. rest)
  if known == 'L' then
    report('put-back', id, text .. rest, '')
  end
  if #redis.call('XRANGE', QUEUE, place, place) == 0 then
    redis.call('HSET', PLACES, id, enter_queue(id, bucket .. ':' .. base .. queued_rest))
  elseif state == 'D' then
    redis.call('HSET', PLACES, id, place)
  end
end

for i = 1, #ARGV, 11 do
  recall(unpack(ARGV, i, i + 10))
end
return answered({ news })

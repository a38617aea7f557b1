-- Queues payments again that are unfinished and were seen not to be in the queue, whatever their records say.
-- KEYS: 7:i:BUCKET
-- ARGV, of each payment:
--   bucket, id    of its record
--   state, base, processor, rest
--                 the record as it was seen: its state, 'cents:accepted:', processor ('' for none), what follows
--   queued        when queued, as it stands in an entry of the queue
--   history
-- Answers, of each: 1 if it is queued again, else 0.
local answer = {}

local function is_queued_again(id)
  local place = redis.call('HGET', PLACES, id)
  return place and #redis.call('XRANGE', QUEUE, place, place) > 0
end

local function requeue(bucket, id, state, base, processor, rest, queued, history)
  local text = state .. ':' .. base
  if processor ~= '' then
    text = text .. number_of(processor) .. ':'
  end
  if redis.call('HGET', data .. 'i:' .. bucket, id) ~= text .. rest or is_queued_again(id) then
    return 0
  end
  put_in_queue(bucket, id, base, queued, history)
  return 1
end

for i = 1, #ARGV, 8 do
  answer[#answer + 1] = requeue(unpack(ARGV, i, i + 7))
end
return answer

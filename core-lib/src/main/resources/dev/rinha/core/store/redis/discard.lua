-- Discards dead letters.
-- KEYS: 7:discarded
-- ARGV, of each dead letter:
--   of               the generation in which it died
--   bucket, id       of its record
--   base             'cents:accepted:'
--   died             'died:'
--   died_bytes       the same in 6 bytes
--   discarded        'discarded:'
--   discarded_bytes  the same in 6 bytes
--   history
-- Answers, of each: 1 if it is discarded, else 0.
local answer = {}

local function discard(of, bucket, id, base, died, died_bytes, discarded, discarded_bytes, history)
  local records = data .. 'i:' .. bucket
  local record = of == generation and redis.call('HGET', records, id) or ''
  local text = 'T:' .. base .. died .. discarded .. history
  if record == text then
    return 1
  end
  if not is_dead_since(record, base, died) then
    return 0
  end
  redis.call('HSET', records, id, text)
  redis.call('ZADD', data .. 'discarded', 0, discarded_bytes .. id)
  redis.call('ZREM', data .. 'dead', died_bytes .. id)
  report('discarded', id, text, redis.call('HGET', data .. 'reasons', id) or '')
  return 1
end

for i = 1, #ARGV, 9 do
  answer[#answer + 1] = discard(unpack(ARGV, i, i + 8))
end
return answered(answer)

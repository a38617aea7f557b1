-- Puts dead letters back on the queue.
-- ARGV: how many entries the queue may have, then of each dead letter:
--   of            the generation in which it died
--   bucket, id    of its record
--   base          'cents:accepted:'
--   died          'died:'
--   died_bytes    the same in 6 bytes
--   queued        when queued, as it stands in an entry of the queue
--   history
--   force         1 if also one that a processor has executed
-- Answers, of each: ordinal of DeadLetters.Replayed.
local limit = ARGV[1]
local answer = {}

local function replay(of, bucket, id, base, died, died_bytes, queued, history, force)
  if of ~= generation then
    return NOT_DEAD
  end
  return put_back(limit, force, bucket, id, base, died, died_bytes, queued, history)
end

for i = 2, #ARGV, 9 do
  answer[#answer + 1] = replay(unpack(ARGV, i, i + 8))
end
return answered(answer)

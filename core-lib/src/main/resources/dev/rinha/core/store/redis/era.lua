-- Notes which server process answers. Another one than before may have lost what that had confirmed last, and one whose
-- era is lower than what somebody has seen has: a new era begins. The clock makes it another one than any that was lost.
-- KEYS: settings
-- ARGV: run id of the server, highest era that was seen. Answers: era.
local run, seen = unpack(ARGV)
local settings = store .. 'settings'
local era = redis.call('HGET', settings, 'era') or '0'
-- An era has about the time at which it began for a number; after a day in one, no doubt from before it is left.
local DAY = 86400000
local behind = redis.call('HGET', settings, 'went-back') == era and tonumber(begun()) - tonumber(era) < DAY
if redis.call('HGET', settings, 'run') ~= run or tonumber(era) < tonumber(seen) then
  era = string.format('%.0f', math.max(tonumber(era) + 1, tonumber(seen) + 1, tonumber(begun())))
  -- Deleting comes first: then a full Redis does not refuse what follows.
  redis.call('HDEL', settings, 'run')
  redis.call('HSET', settings, 'run', run, 'era', era)
  if behind then
    -- What somebody knew and the store did not may be missing still.
    redis.call('HSET', settings, 'went-back', era)
  end
end
return { era }

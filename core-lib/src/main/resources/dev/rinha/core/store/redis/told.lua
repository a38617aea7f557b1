-- KEYS: told
-- ARGV:
--   worker
--   told_before   era up to which it has told what it knew, 0 for the present one
--   waits         1 if it waits for others, else 0
-- Answers: era, 1 if every worker at work has told, 1 if one of them knew what the store did not.
local worker, told_before, waits = unpack(ARGV)
local workers, era, complete = store .. 'told', era_now(), 1
local told = told_before == '0' and era or told_before
if tonumber(redis.call('HGET', workers, worker) or -1) < tonumber(told) then
  -- Deleting comes first: then a full Redis does not refuse what follows.
  redis.call('HDEL', workers, worker)
  redis.call('HSET', workers, worker, told)
end
local all = redis.call('HGETALL', workers)
for i = 1, #all, 2 do
  if all[i + 1] ~= era then
    if told == era and waits == '0' then
      redis.call('HDEL', workers, all[i])
    else
      complete = 0
    end
  end
end
return { era, complete, redis.call('HGET', store .. 'settings', 'went-back') == era and 1 or 0 }

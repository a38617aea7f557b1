-- ARGV: worker, era up to which it has told what it knew or 0 for the present one, 1 if it waits for others, else 0.
-- Answers: era, 1 if every worker at work has told, 1 if one of them knew what the store did not.
local workers, era, complete = store .. 'told', era_now(), 1
local told = ARGV[2] == '0' and era or ARGV[2]
if tonumber(redis.call('HGET', workers, ARGV[1]) or -1) < tonumber(told) then
  -- Deleting comes first: then a full Redis does not refuse what follows.
  redis.call('HDEL', workers, ARGV[1])
  redis.call('HSET', workers, ARGV[1], told)
end
local all = redis.call('HGETALL', workers)
for i = 1, #all, 2 do
  if all[i + 1] ~= era then
    if told == era and ARGV[3] == '0' then
      redis.call('HDEL', workers, all[i])
    else
      complete = 0
    end
  end
end
return { era, complete, redis.call('HGET', store .. 'settings', 'went-back') == era and 1 or 0 }

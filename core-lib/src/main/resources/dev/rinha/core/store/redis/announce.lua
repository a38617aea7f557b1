-- ARGV: worker, or '' to read only; its terms, or '' to withdraw them; for how many milliseconds they count.
-- Answers: name and terms of every other worker that counts.
local workers = store .. 'workers'
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local answer = {}
local all = redis.call('HGETALL', workers)
for i = 1, #all, 2 do
  local heard, memory, terms = string.match(all[i + 1], '^(%d+):(%d+):(.*)$')
  if all[i] == ARGV[1] then
    -- It is heard of.
  elseif now - heard > tonumber(memory) then
    -- Who only reads has not noted whether the store went back, and forgets nobody.
    if ARGV[1] ~= '' then
      redis.call('HDEL', workers, all[i])
      -- Nobody needs to wait for it should the store go back from here on; if it did already, it is waited for.
      if redis.call('HGET', store .. 'told', all[i]) == redis.call('HGET', store .. 'settings', 'era') then
        redis.call('HDEL', store .. 'told', all[i])
      end
    end
  else
    answer[#answer + 1] = all[i]
    answer[#answer + 1] = terms
  end
end
if ARGV[1] ~= '' then
  if ARGV[2] == '' then
    redis.call('HDEL', workers, ARGV[1])
  else
    redis.call('HSET', workers, ARGV[1], string.format('%.0f:%s:%s', now, ARGV[3], ARGV[2]))
  end
end
return answer

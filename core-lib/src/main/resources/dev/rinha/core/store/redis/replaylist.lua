-- ARGV: an id, or none for all. Answers: of each, the latest first: id, criteria, reason, when begun, 1 if frozen,
-- selected, replayed, gone.
local answer = {}
local wanted = ARGV[1]
for _, id in ipairs(wanted and { wanted } or redis.call('ZREVRANGE', REPLAYS, 0, -1)) do
  local key = replay_key(id)
  if redis.call('EXISTS', key) == 1 then
    answer[#answer + 1] = id
    for _, field in ipairs({ 'criteria', 'reason', 'begun', 'frozen', 'selected', 'replayed', 'gone' }) do
      answer[#answer + 1] = redis.call('HGET', key, field)
    end
  end
end
return answer

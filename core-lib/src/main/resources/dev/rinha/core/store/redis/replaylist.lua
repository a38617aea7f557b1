-- ARGV: ids. Answers: of each that there is: id, criteria, reason, when begun, 1 if frozen, selected, replayed, gone.
local answer = {}
for _, id in ipairs(ARGV) do
  local key = replay_key(id)
  if redis.call('EXISTS', key) == 1 then
    answer[#answer + 1] = id
    for _, field in ipairs({ 'criteria', 'reason', 'begun', 'frozen', 'selected', 'replayed', 'gone' }) do
      answer[#answer + 1] = redis.call('HGET', key, field)
    end
  end
end
return answer
